//! The program: nothing but a call of its door.

fn main() {
    let mut any = false;
    for name in std::env::args().skip(1) {
        let bytes = std::fs::read(&name).unwrap();
        let text = heng::syntax::decode::decode(&name, &bytes).unwrap();
        let mut sources = heng::source::Sources::new();
        let source = heng::source::Source::new(name.clone(), text.as_str());
        let (tree, mut problems) = heng::syntax::parse(&source, heng::source::FileId(0));
        let (scheme, more) = heng::scheme::check(&source, &tree);
        sources.add(source);
        problems.extend(more);
        any |= scheme.is_none();
        let sorted = heng::diagnostic::order::sorted(problems);
        let lang = if std::env::var("HENG_LANG").is_ok_and(|l| l == "en") {
            heng::locale::Lang::En
        } else {
            heng::locale::Lang::Zh
        };
        println!("{}", heng::diagnostic::terminal::human(&sorted, &sources, lang, Default::default()));
        println!("{}", heng::diagnostic::terminal::summary(&sorted, lang));
    }
    std::process::exit(any as i32);
}
