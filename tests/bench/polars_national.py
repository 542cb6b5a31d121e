"""The workload `national` in Polars: `polars_national.py DATA SCORES.csv`, POLARS_MAX_THREADS threads.

A cell with two decimals is read as a float and turned into whole hundredths at once, which is exact; all that follows
is arithmetic of 64-bit whole numbers, lazily and in columns, as Polars likes it. The bytes are those of `heng eval`.
"""

import sys

import polars as pl

FIELDS = "rate1 money rate2 rate3 cases before after faults honours survey1 survey2 survey3 fa fb fc".split()
WHOLE = {"cases", "faults", "honours"}
GRADES = ["excellent", "good", "fair", "pass", "fail"]


def rounded(numerator, denominator):
    """Half up; `//` rounds down, and what is below zero is cut off later."""
    return (2 * numerator + denominator) // (2 * denominator)


def clamped(score):
    return score.clip(0, 1_000_000)


def steps(tests):
    """The value of the first test that holds, else 0."""
    (first, value), *others = tests
    chain = pl.when(first).then(value)
    for test, value in others:
        chain = chain.when(test).then(value)
    return chain.otherwise(0).cast(pl.Int64)


def dimension(d):
    """The score of a dimension in millionths; indicators in ten-thousandths."""

    def fact(field):
        column = pl.col(f"d{d}_{field}")
        return column if field in WHOLE else (column * 100).round().cast(pl.Int64)

    rate3, cases, before = fact("rate3"), fact("cases"), fact("before")
    bands = [(84, 1_000_000), (76, 900_000), (68, 750_000), (60, 600_000)]
    limits = [(0, 1_000_000), (1 + d, 900_000), (4 + d, 700_000), (10 + d, 400_000)]
    linear = clamped(rounded((fact("rate1") - 100 * (40 + 2 * d)) * 10_000, 50 - d))
    from_zero = clamped(rounded(fact("money") * 1_000_000, 4_000_000 * d + 123_456))
    lower = clamped(rounded((100 * (30 + d) - fact("rate2")) * 10_000, 28))
    band = steps([(rate3 >= 100 * (line + d), value) for line, value in bands])
    step = steps([(cases <= limit, value) for limit, value in limits])
    improved = clamped(600_000 + rounded((4 + d) * 250_000 * (fact("after") - before), before))
    deducted = (1_000_000 - (50_000 + 25_000 * d) * fact("faults")).clip(lower_bound=0)
    praised = 600_000 + ((15_000 + 5_000 * d) * fact("honours")).clip(upper_bound=400_000)
    surveys = 40 * fact("survey1") + 30 * fact("survey2") + 30 * fact("survey3")
    formula = clamped(60 * fact("fa") + rounded(400_000 * fact("fb"), fact("fc")))
    twelve, eight = linear + band + surveys, lower + step + praised
    return 12 * twelve + 8 * eight + 10 * (from_zero + improved + deducted + formula)


def main(data, scores):
    types = {"id": pl.String, "district": pl.String}
    for d in range(1, 6):
        types |= {f"d{d}_{field}": pl.Int64 if field in WHOLE else pl.Float64 for field in FIELDS}
    types |= {f"veto{n}": pl.Int64 for n in (1, 2, 3)}
    weighted = sum(weight * pl.col(f"d{d}") for d, weight in zip(range(1, 6), (25, 20, 20, 20, 15)))
    vetoed = pl.col("veto1") + pl.col("veto2") + pl.col("veto3") > 0
    total, grade = pl.col("total"), pl.col("grade")
    lines = [(8_200, 0), (7_600, 1), (7_000, 2), (6_200, 3)]
    best = pl.when(grade == 0)
    # Identities all have the same length and come in their order: the place in the file decides like them.
    order = best.then((-total) * 2**32 + pl.int_range(pl.len(), dtype=pl.Int64))
    places = pl.len().over("district") // 5
    if data.endswith(".parquet"):
        read = pl.scan_parquet(data).with_columns(pl.col(name).cast(ty) for name, ty in types.items())
    else:
        read = pl.scan_csv(data, schema=types)
    frame = (
        read
        .select("id", "district", vetoed.alias("vetoed"), *(dimension(d).alias(f"d{d}") for d in range(1, 6)))
        .with_columns(rounded(weighted, 1_000_000).alias("total"))
    )
    base = pl.when(pl.col("vetoed")).then(4)
    for line, number in lines:
        base = base.when(total >= line).then(number)
    frame = (
        frame.with_columns(base.otherwise(4).cast(pl.Int64).alias("grade"))
        .with_columns(
            total.rank("min", descending=True).over("district").alias("rank"),
            order.rank("ordinal").over("district").alias("place"),
        )
        .with_columns(best.then((pl.col("place") > places).cast(pl.Int64)).otherwise(grade).alias("grade"))
        .select(
            "id",
            "district",
            *((rounded(pl.col(f"d{d}"), 10_000) / 100).alias(f"d{d}") for d in range(1, 6)),
            total / 100,
            "rank",
            grade.replace_strict(list(range(5)), GRADES),
        )
    )
    frame.collect().write_csv(scores, float_precision=2)


if __name__ == "__main__":
    main(*sys.argv[1:3])
