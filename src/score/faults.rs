//! What can go wrong while a ratee is scored, and what is noted in passing.

use crate::code;

code!(
    WEIGHTS_DIFFER,
    "H0851",
    Error,
    "权重合计不是100%" / "weights-differ-from-100",
    "权重随对象变化，对这一个被考核者，同一层的权重合计不是 100%，满分拿不到，或者会超过满分。"
        / "Weights differ between ratees, and for this one the weights of a level do not add up to 100 %, so that full marks could not be reached, or would be passed."
);
code!(
    TOO_FEW_PARTS,
    "H0852",
    Note,
    "可选项不足" / "too-few-parts",
    "参加的可选项少于方案要求的项数，按规定计 0 分。"
        / "Fewer of the parts to choose from were taken than the scheme wants, so that they count for 0 as it provides."
);
code!(
    NO_BAND,
    "H0801",
    Error,
    "没有对应的档" / "no-band",
    "这个值落不进任何一档，所以没有得分。" / "The value falls into no band, so there is no score."
);
code!(
    NO_ROW,
    "H0802",
    Error,
    "对照表没有这一行" / "no-row",
    "对照表里没有这个值，所以没有得分。" / "The lookup has no row for the value, so there is no score."
);
code!(
    DIVISION_BY_ZERO,
    "H0803",
    Error,
    "除数为零" / "division-by-zero",
    "除以零没有结果。方案没有说明这时怎么办，所以不猜。"
        / "A division by zero has no result. The scheme does not say what to do then, so nothing is guessed."
);
code!(
    OVER_NOTHING,
    "H0804",
    Error,
    "没有可统计的对象" / "figure-over-nothing",
    "没有任何一个值可供统计，平均、最高等就没有结果。方案可以用「空则」说明这时取什么值。"
        / "There is no value to aggregate, so a mean or a maximum has no result. The scheme may say with `ifempty` what to take."
);
code!(
    NOT_APPLICABLE,
    "H0805",
    Error,
    "不涉及，而方案没有规定怎么办" / "not-applicable-without-policy",
    "数据标为不涉及，而方案没有写「不涉及」时怎么计分。"
        / "A fact does not apply, and the scheme does not say what happens then."
);
code!(
    TOO_LARGE,
    "H0806",
    Error,
    "数太大" / "number-too-large",
    "计算过程中的数超过了六千位，多半是公式写错了。"
        / "A figure has grown beyond 6,000 digits; mostly the formula is wrong."
);
code!(
    NO_CHOICE,
    "H0807",
    Error,
    "没有成立的条件" / "no-choice",
    "「选择」里没有一个条件成立，也没有写「其他」。"
        / "No condition of a choice holds, and it has no `otherwise`."
);
code!(
    UNDECIDED,
    "H0808",
    Note,
    "预警或结果无法判断" / "undecided",
    "缺少数据，这条预警或结果无法判断，按没有触发列出。"
        / "For lack of data this alert or consequence is undecided, and listed as such."
);
code!(
    POINTS_OUT_OF_ORDER,
    "H0809",
    Error,
    "线性的点次序不对" / "points-out-of-order",
    "线性各点的位置由数据算出，这一次没有依次排列。"
        / "The places of the points come from data, and are not in order this time."
);
code!(
    FACT_POLICY,
    "H0810",
    Note,
    "数据按规定代替" / "fact-policy-used",
    "数据缺失或不涉及，按方案的规定用了代替的值。"
        / "A fact is missing or does not apply; the value that the scheme provides was used."
);
code!(
    ITEM_POLICY,
    "H0811",
    Note,
    "指标按规定给分" / "item-policy-used",
    "指标所需的数据缺失或不涉及，按方案的规定给了分。"
        / "The facts of an item are missing or do not apply; it got the score that the scheme provides."
);
code!(
    LEFT_OUT,
    "H0812",
    Note,
    "指标按规定剔除" / "item-left-out",
    "指标所需的数据缺失或不涉及，按方案的规定不计这一项，分值摊给其他指标。"
        / "The facts of an item are missing or do not apply; it is left out as the scheme provides, its marks spread over others."
);
code!(
    OUTSIDE,
    "H0841",
    Error,
    "函数在这里没有结果" / "function-not-defined-here",
    "零和负数没有对数，负数没有平方根。多半是数据填错了，或者公式没有考虑这种情况。"
        / "Zero and negative numbers have no logarithm, negative numbers no square root. Mostly the data is wrong, or the formula did not think of this case."
);
code!(
    NOT_WITHIN,
    "H0842",
    Error,
    "值不在规定的范围内" / "not-within-bounds",
    "方案用「须在」规定了这个值的范围，例如评定分只能在本档的区间里给。超出范围的值不能用。"
        / "The scheme bounds this value with `within`, as where a judge may give points only inside the range of a band. A value outside cannot be used."
);
code!(
    BAD_PARAMETER,
    "H0843",
    Error,
    "统计的个数或比例不合适" / "parameter-does-not-fit",
    "前几、第几要 1 以上的整数，百分位要 0% 到 100%。这里的数由数据算出，这一次不合适。"
        / "How many, and at which place, is a whole number from 1; a percentile lies between 0 % and 100 %. Here data gives it, and this time it does not fit."
);
code!(
    WRONG_KIND,
    "H0813",
    Error,
    "值的类型不对" / "wrong-kind",
    "算出的值与用它的地方不配，例如需要数却得到文字；多半是脚本给出的。"
        / "A value does not fit where it is used, such as a word for a number; mostly a script gave it."
);
code!(
    NOT_THE_SAME,
    "H0821",
    Error,
    "名额的数在同一组里不一样" / "quota-figures-differ-within-a-group",
    "同一组只有一个比例、一个基数。由数据算出的这些数在组内不一致，名额就算不出，不猜取哪一个。"
        / "A group has one rate and one base. Where data give different figures within a group, the quota cannot be computed, and none of them is guessed."
);
code!(
    BY_QUOTA,
    "H0822",
    Note,
    "等次因名额而变" / "grade-changed-by-quota",
    "名额限制了这个等次的个数，或者规定了末位的个数，所以等次与按分数线得出的不同。"
        / "A quota limits the number of a grade, or asks for some at the bottom, so the grade differs from what the lines give."
);
code!(
    NO_STANDING,
    "H0823",
    Error,
    "这个词不在排了先后的词里" / "word-outside-an-order",
    "要比高低的词必须是等次，或者类别里列出的词。数据里的这个词不是。"
        / "A word that is compared for its place must be a grade or one of the words of the category. This one from the data is not."
);
code!(
    NO_RANK,
    "H0824",
    Note,
    "有总分，没有名次" / "result-without-rank",
    "几家同分，要看下一项排先后，而这家缺那一项，所以不排名次。给那项数据写明缺了怎么办（缺失 计 …），或者换一项排先后。"
        / "Several are equal, the next key of the order decides between them, and this one lacks it, so it has no place. Give the fact a policy (`missing as …`), or order by something else."
);
code!(
    NO_TABLE_ROW,
    "H0837",
    Error,
    "表里没有这一行" / "no-row-in-the-table",
    "参数表里没有这个对象的行，也没有「其他」，所以查不到值。"
        / "The table has no row for this ratee and none for all others, so there is no value."
);
code!(
    NO_TODAY,
    "H0838",
    Error,
    "不知道今日是哪一天" / "today-is-not-known",
    "方案用到「今日」。程序不看时钟，计算时要用 --as-of 写明以哪一天为准。"
        / "The scheme reads `today`. The program looks at no clock; the day is said with --as-of."
);
code!(
    NO_PERIOD_DAYS,
    "H0839",
    Error,
    "不知道期间的起止" / "period-is-not-known",
    "方案用到期初或期末，而方案没有写期间的起止日期，计算时也没有用 --period 写明。"
        / "The scheme reads the first or last day of the period, and neither the scheme nor --period says the days."
);
code!(
    NO_RESULT,
    "H1211",
    Error,
    "所用的方案没有结果" / "used-scheme-has-no-result",
    "这个数据是另一个方案的结果，而那个方案对这个对象没有结果，所以这里也缺。原因写在后面。"
        / "The fact is a result of another scheme, which has none for this ratee, so it is missing here too. The reason follows."
);
code!(
    NO_GROUP,
    "H0844",
    Note,
    "不在任何一组里" / "in-no-group",
    "分组的数据缺失或不涉及，不知道这个对象在哪一组，所以哪一组的组结果都不包括它。"
        / "What groups ratees is missing or does not apply, so nobody knows to which group this one belongs, and no result of a group includes it."
);
code!(
    ORDER_TIED,
    "H0845",
    Note,
    "先后一样，按数据文件里的次序" / "order-of-the-file-decides",
    "清单声明了依哪一栏排先后，而同类的几条在这一栏上一样。「第几次」就按它们在数据文件里的次序数。"
        / "The list is declared to be ordered by a field, and several entries of one kind are equal in it. `occurrence` then counts them as they stand in the file."
);
