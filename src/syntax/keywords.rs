//! The keywords of the language, each in Chinese and in English: the only table of them.
//!
//! `grammar/keywords.pest` is generated from this table (a test compares the two), one atomic rule per keyword,
//! so that both languages always parse and may stand in one file. The first word of each side is the one that a
//! formatter writes; the others are accepted as well. A blank in an English keyword stands for any run of blanks.

/// One keyword.
#[derive(Debug)]
pub struct Keyword {
    /// Its rule in the grammar, without the leading `kw_`.
    pub rule: &'static str,
    /// In Chinese: the written form, then accepted ones.
    pub zh: &'static [&'static str],
    /// In English: the written form, then accepted ones.
    pub en: &'static [&'static str],
    /// Whether it cannot be a bare name: it begins an expression, or stands where one may follow.
    pub reserved: bool,
    /// Whether it may follow a number, so that it is no unit.
    pub follows: bool,
}

const fn plain(rule: &'static str, zh: &'static [&'static str], en: &'static [&'static str]) -> Keyword {
    Keyword { rule, zh, en, reserved: false, follows: false }
}

/// May follow a number.
const fn after(rule: &'static str, zh: &'static [&'static str], en: &'static [&'static str]) -> Keyword {
    Keyword { rule, zh, en, reserved: false, follows: true }
}

/// Cannot be a name, and may follow a number.
const fn fixed(rule: &'static str, zh: &'static [&'static str], en: &'static [&'static str]) -> Keyword {
    Keyword { rule, zh, en, reserved: true, follows: true }
}

/// All keywords.
pub static KEYWORDS: &[Keyword] = &[
    // The file and the scheme's head.
    plain("heng", &["衡"], &["heng"]),
    plain("scheme", &["方案"], &["scheme"]),
    after("extends", &["继承"], &["extends"]),
    after("from", &["自"], &["from"]),
    plain("version", &["版本"], &["version"]),
    after("basis", &["依据"], &["basis"]),
    plain("period", &["期间"], &["period"]),
    after("to", &["至", "到"], &["to"]),
    plain("total", &["总分"], &["total"]),
    after("round", &["取整"], &["round"]),
    plain("places", &["位"], &["places", "place"]),
    plain("half_up", &["四舍五入"], &["half up"]),
    plain("half_even", &["四舍六入"], &["half even"]),
    plain("up", &["向上"], &["up"]),
    plain("down", &["向下"], &["down"]),
    after("capped", &["封顶"], &["capped"]),
    plain("units", &["单位"], &["units"]),
    after("label", &["标签"], &["label"]),
    plain("applies", &["适用"], &["applies"]),
    // Evidence.
    plain("evidence", &["数据"], &["evidence"]),
    plain("category", &["类别"], &["category"]),
    plain("percent", &["百分比"], &["percent"]),
    plain("pp", &["百分点"], &["percentage points"]),
    plain("count", &["整数"], &["count"]),
    plain("number", &["数值"], &["number"]),
    plain("score_type", &["分数"], &["score"]),
    plain("fraction", &["比率"], &["fraction"]),
    plain("money", &["金额"], &["money"]),
    plain("quantity", &["数量"], &["quantity"]),
    plain("yesno", &["是否"], &["yesno"]),
    plain("text", &["文本"], &["text"]),
    plain("date", &["日期"], &["date"]),
    plain("list", &["清单"], &["list"]),
    plain("periods", &["逐期"], &["periods"]),
    plain("group", &["组"], &["group"]),
    after("required", &["必填"], &["required"]),
    after("grouping", &["分组"], &["grouping"]),
    after("range", &["范围"], &["range"]),
    after("source", &["来源"], &["source"]),
    after("with_last_year", &["带上年"], &["with last year"]),
    after("missing", &["缺失"], &["missing"]),
    after("not_applicable", &["不涉及"], &["not applicable"]),
    after("as", &["计"], &["as"]),
    after("leave_out", &["剔除"], &["leave out"]),
    after("spread", &["摊到"], &["spread over"]),
    plain("last_year", &["上年"], &["last year"]),
    // Items.
    plain("dimension", &["维度"], &["dimension", "dimensions"]),
    plain("indicator", &["指标"], &["indicator", "indicators"]),
    plain("part", &["子项"], &["part", "parts"]),
    plain("item", &["项"], &["item"]),
    after("weight", &["权重"], &["weight"]),
    after("pilot", &["试点"], &["pilot"]),
    after("optional", &["可选"], &["optional"]),
    plain("combine", &["汇总"], &["combine"]),
    plain("weighted_mean", &["加权平均"], &["weighted mean"]),
    plain("base", &["基础"], &["base"]),
    after("each", &["每"], &["each"]),
    plain("for_each", &["每项"], &["for each"]),
    fixed("add", &["加"], &["add"]),
    fixed("deduct", &["扣"], &["deduct"]),
    after("whole", &["按整步"], &["whole"]),
    after("pro_rata", &["按比例"], &["pro rata"]),
    after("cap", &["上限"], &["cap"]),
    after("floor", &["下限"], &["floor"]),
    after("may_exceed", &["可超"], &["may exceed"]),
    after("may_be_negative", &["可为负"], &["may be negative"]),
    after("same", &["同一"], &["same"]),
    after("highest", &["就高"], &["highest"]),
    after("lowest", &["就低"], &["lowest"]),
    plain("together", &["合并"], &["together"]),
    // Rules.
    fixed("linear", &["线性"], &["linear"]),
    after("extrapolate", &["外推"], &["extrapolated"]),
    fixed("bands", &["分档"], &["bands"]),
    fixed("lookup", &["对照"], &["lookup"]),
    fixed("choose", &["选择"], &["choose"]),
    fixed("raters", &["评议"], &["raters"]),
    fixed("checklist", &["核对"], &["checklist"]),
    fixed("brackets", &["累进"], &["brackets"]),
    after("upwards", &["以上"], &["and above"]),
    after("downwards", &["以下"], &["and below"]),
    fixed("meets", &["达标"], &["meets"]),
    fixed("attain", &["完成"], &["proportion"]),
    after("target", &["目标"], &["target"]),
    fixed("gives", &["得"], &["gives"]),
    fixed("otherwise", &["其他"], &["otherwise"]),
    fixed("full", &["满分"], &["full"]),
    fixed("if", &["若"], &["if"]),
    fixed("then", &["则"], &["then"]),
    fixed("else", &["否则"], &["else"]),
    fixed("when", &["当"], &["when"]),
    fixed("and", &["且"], &["and"]),
    fixed("or", &["或"], &["or"]),
    fixed("not", &["非"], &["not"]),
    fixed("yes", &["是"], &["yes"]),
    fixed("no", &["否"], &["no"]),
    // Comparisons in words, also the operations of an effect.
    after("at_least", &["不低于", "不少于", "至少"], &["at least"]),
    after("at_most", &["不高于", "不超过"], &["at most"]),
    after("above", &["高于", "超过", "多于"], &["above"]),
    after("below", &["低于", "少于"], &["below"]),
    // Aggregates.
    fixed("over", &["于"], &["over"]),
    fixed("by", &["按"], &["by"]),
    fixed("if_empty", &["空则"], &["ifempty"]),
    plain("all", &["全体"], &["all"]),
    plain("rest", &["其余"], &["others"]),
    after("weighted", &["权"], &["weighted"]),
    after("ascending", &["升序"], &["ascending"]),
    after("descending", &["降序"], &["descending"]),
    after("latest", &["最近"], &["latest"]),
    after("in_order", &["依"], &["in order of"]),
    fixed("it", &["本值"], &["it"]),
    // Adjustments, effects, grades.
    plain("bonus", &["加分"], &["bonus"]),
    plain("deduction", &["扣分"], &["deduction"]),
    plain("veto", &["否决"], &["veto"]),
    plain("grades", &["等次"], &["grades", "grade"]),
    plain("rank", &["名次"], &["rank"]),
    plain("last_place", &["末位"], &["last place"]),
    plain("eligibility", &["资格"], &["eligibility"]),
    plain("coefficient", &["系数"], &["coefficient"]),
    after("set", &["为"], &["becomes"]),
    after("cancel", &["取消"], &["cancel"]),
    plain("quota", &["名额"], &["quota"]),
    plain("rate", &["比例"], &["rate"]),
    plain("out_of", &["基数"], &["out of"]),
    after("order", &["顺序"], &["order"]),
    plain("bottom", &["末位"], &["bottom"]),
    plain("pool", &["并组"], &["pool"]),
    plain("unused", &["余额"], &["unused"]),
    plain("lapse", &["作废"], &["lapse"]),
    plain("pooled", &["调剂"], &["pooled"]),
    plain("others", &["落选"], &["others"]),
    plain("fill", &["补足"], &["fill"]),
    after("ties", &["同分"], &["ties"]),
    plain("shared", &["并列"], &["shared"]),
    plain("dense", &["紧排"], &["dense"]),
    plain("all_or_none", &["全取或全不取"], &["all or none"]),
    plain("all_in", &["全取"], &["all in"]),
    plain("all_out", &["全不取"], &["all out"]),
    plain("alert", &["预警"], &["alert"]),
    plain("red", &["红"], &["red"]),
    plain("orange", &["橙"], &["orange"]),
    plain("yellow", &["黄"], &["yellow"]),
    plain("blue", &["蓝"], &["blue"]),
    plain("green", &["绿"], &["green"]),
    plain("result", &["结果"], &["result"]),
    plain("group_result", &["组结果"], &["group result"]),
    // Named values, tables, scripts.
    plain("let", &["值"], &["let"]),
    plain("function", &["函数"], &["function"]),
    plain("script", &["脚本"], &["script"]),
    plain("table", &["表"], &["table"]),
    after("columns", &["列"], &["columns"]),
    // Districts and tests.
    plain("override", &["改"], &["override"]),
    plain("insert", &["增"], &["insert"]),
    plain("remove", &["删"], &["remove"]),
    after("rescaled", &["同比折算"], &["rescaled"]),
    plain("test", &["测试"], &["test"]),
    plain("given", &["给定"], &["given"]),
    plain("expect", &["期望"], &["expect"]),
    plain("everything_else", &["其余各项"], &["everything else"]),
    plain("unconfirmed", &["待核"], &["unconfirmed"]),
    plain("none", &["无"], &["none"]),
    plain("without", &["无"], &["no"]),
    plain("as_of", &["以"], &["as of"]),
    plain("as_today", &["为今日"], &["as today"]),
    plain("incomplete", &["不完整"], &["incomplete"]),
    plain("lacks", &["缺"], &["lacks"]),
    plain("note", &["注"], &["note"]),
];

/// The keyword behind a rule of the grammar, such as `kw_scheme`.
pub fn of_rule(rule: &str) -> Option<&'static Keyword> {
    let name = rule.strip_prefix("kw_")?;
    KEYWORDS.iter().find(|keyword| keyword.rule == name)
}

/// Whether a word is one of those that cannot be a bare name.
pub fn is_reserved(word: &str) -> bool {
    KEYWORDS
        .iter()
        .any(|keyword| keyword.reserved && (keyword.zh.contains(&word) || keyword.en.contains(&word)))
}

/// `grammar/keywords.pest` as it must be.
pub fn grammar() -> String {
    let mut out = String::from(
        "// Generated from src/syntax/keywords.rs; the test `keyword_grammar_is_fresh` says how to renew it.\n",
    );
    for keyword in KEYWORDS {
        let zh = keyword.zh.iter().map(|word| format!("\"{word}\" ~ !letter"));
        let en = keyword.en.iter().map(|words| {
            let words: Vec<String> = words.split(' ').map(|word| format!("\"{word}\"")).collect();
            format!("{} ~ !word_char", words.join(" ~ blank+ ~ "))
        });
        // Longest first: a keyword may be the beginning of another form of itself.
        let mut forms: Vec<String> = zh.chain(en).collect();
        forms.sort_by_key(|form| std::cmp::Reverse(form.len()));
        out.push_str(&format!("kw_{} = @{{ {} }}\n", keyword.rule, forms.join(" | ")));
    }
    let list = |wanted: fn(&Keyword) -> bool| {
        let rules: Vec<String> =
            KEYWORDS.iter().filter(|k| wanted(k)).map(|k| format!("kw_{}", k.rule)).collect();
        rules.join(" | ")
    };
    out.push_str(&format!("reserved = _{{ {} }}\n", list(|keyword| keyword.reserved)));
    out.push_str(&format!("no_unit = _{{ {} }}\n", list(|keyword| keyword.follows)));
    out
}
