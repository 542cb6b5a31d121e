fn main() {
    let t = std::fs::read_to_string(std::env::args().nth(1).unwrap()).unwrap();
    let s = heng::source::Source::new("x", t.as_str());
    let (tree, p) = heng::syntax::parse(&s, heng::source::FileId(0));
    if std::env::args().nth(2).is_some() {
        println!("{tree:#?}");
    }
    for d in p {
        let sp = d.span();
        println!(
            "{} {:?} {} | {} | {} | {:?}",
            d.code.id,
            sp.map(|x| s.place(x.start as usize)),
            d.message.zh,
            d.message.en,
            sp.map_or("".into(), |x| s.slice(x).to_string()),
            d.help.map(|h| (h.zh, h.en))
        );
    }
}
