//! Findings that several checks of expressions raise.

use crate::code;

code!(
    UNKNOWN_NAME,
    "H0201",
    Error,
    "没有这个名称" / "unknown-name",
    "算式里的名称要先在「数据」里声明，或者是指标、命名的值、函数。没有声明的东西一概不读，免得写错一个字就悄悄按零计算。"
        / "A name in an expression must be a declared fact, an item, a named value or a function. Nothing undeclared is read, so that a slip of the pen cannot silently count as zero."
);

code!(
    DUPLICATE_NAME,
    "H0202",
    Error,
    "名称重复" / "duplicate-name",
    "同一层里两个东西同名，读的人和程序都分不清说的是哪一个。"
        / "Two things of the same name beside each other cannot be told apart, by people or by the program."
);

code!(
    AMBIGUOUS_NAME,
    "H0203",
    Error,
    "名称有歧义" / "ambiguous-name",
    "有几个指标叫这个名称，请写出它所在的维度，如「组织建设.党建项目」。"
        / "Several items have this name; write the path, such as `organisation.projects`."
);

code!(
    LATER_STAGE,
    "H0208",
    Error,
    "用到了后面才算出的结果" / "reads-a-later-stage",
    "计算有固定的先后：各项得分、加扣分、总分、等次、名次。前面的算式不能引用后面才知道的结果。"
        / "Evaluation has a fixed order: items, adjustments, total, grade, rank. An expression reads only what is known before it."
);

code!(
    UNKNOWN_WORD,
    "H0307",
    Error,
    "类别里没有这个词" / "unknown-word",
    "与类别比较的词必须是声明时列出的词之一，否则条件永远不成立。"
        / "A word compared with a category must be one of the words that its declaration lists; otherwise the condition could never hold."
);

code!(
    TYPES_DIFFER,
    "H0301",
    Error,
    "两边类型不同，不能相比或相加" / "types-do-not-meet",
    "户数不能与百分比相加，金额不能与个数比较：单位不同的数放在一起没有意义，多半是写错了列。"
        / "Households do not add to percentages, money does not compare with counts: such figures together mean nothing, and mostly the wrong fact was written."
);

code!(
    BARE_PERCENT,
    "H0302",
    Error,
    "百分比要写百分号" / "bare-number-for-percent",
    "程序里 95% 就是 0.95。写「≥ 95」会变成要求 9500%，谁也达不到，所以不接受不带百分号的数。"
        / "To the program 95% is 0.95. `≥ 95` would ask for 9500 %, which nobody reaches, so a bare number is not accepted."
);

code!(
    NO_SCORE,
    "H0305",
    Error,
    "得分必须是分数" / "not-a-score",
    "规则的结果要是分数（几分）。百分比、金额、个数要先说明折成多少分。"
        / "A rule gives points. A percentage, money or a count must first be turned into points."
);

code!(
    NO_CONDITION,
    "H0306",
    Error,
    "条件必须能判断是否" / "not-a-condition",
    "「当」「若」后面要写能判断对错的话，如「满意率 ≥ 90%」，单独一个数不是条件。"
        / "A condition says something true or false, such as `satisfaction ≥ 90%`; a number alone does not."
);

code!(
    NOT_CONSTANT,
    "H0309",
    Error,
    "这里要写固定的数" / "not-constant",
    "权重、取整位数、每步的大小要对所有人一样，并且检查时就能知道，所以只能写固定的数。"
        / "Weights, places and the size of steps are the same for everybody and known when the scheme is checked, so they must be constants."
);

code!(
    UNKNOWN_FUNCTION,
    "H0209",
    Error,
    "没有这个函数" / "unknown-function",
    "括号前的名称要是内置函数、统计函数，或者在方案里用「函数」「脚本」定义过。"
        / "What stands before brackets must be a built-in function, a figure, or defined with `function` or `script`."
);

code!(
    WRONG_ARGUMENTS,
    "H0210",
    Error,
    "函数的参数不对" / "wrong-arguments",
    "参数的个数和类型要与函数的定义一致。"
        / "The number and kinds of arguments must be those of the function."
);
