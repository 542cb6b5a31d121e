//! The files of schemes: each is read once, and a scheme is put together with all that it inherits before it is
//! checked.
//!
//! [`Library::open`] is the one way from a path to checked schemes. It sees files through a [`World`] and must never
//! know what a disk is.

use super::merge::{Merged, merge};
use super::model::Scheme;
use super::suppressions::{self, Suppression};
use crate::diagnostic::{Code, Diagnostic, order, similar};
use crate::source::{Edits, FileId, Source, Sources, Span, World, WorldError, beside, plain};
use crate::syntax::tree::{ParentNode, SchemeNode, Statement, Tree};
use crate::{code, text};
use std::rc::Rc;

code!(
    NO_PARENT_FILE,
    "H1001",
    Error,
    "读不到上级方案的文件" / "no-parent-file",
    "「继承 … 自 \"文件\"」里的文件名从本文件所在的文件夹算起。"
        / "The file in `extends … from \"FILE\"` is sought from the folder of the file that names it."
);
code!(
    NO_PARENT,
    "H1002",
    Error,
    "没有这个上级方案" / "no-parent",
    "「继承」后面写上级方案的名称；不写「自」就在同一个文件里找。"
        / "`extends` names a scheme; without `from` it is sought in the same file."
);
code!(
    CIRCLE,
    "H1003",
    Error,
    "方案互相继承" / "circular-inheritance",
    "甲继承乙、乙又继承甲，就没有一份方案是完整的。"
        / "If one scheme extends another that extends the first, neither is ever complete."
);

pub use super::merge::Removed;

/// All files that were read so far.
pub struct Library<'w> {
    pub(super) world: &'w dyn World,
    pub(super) sources: Sources,
    pub(super) volumes: Vec<Volume>,
    /// The schemes that are being loaded, since another one uses them, outermost first.
    pub(super) opening: Vec<(usize, usize)>,
    /// What was found in schemes, by file and place in it.
    spoken: Vec<((usize, usize), Vec<Diagnostic>)>,
    /// Every code that a suppression may name.
    codes: Vec<&'static Code>,
}

/// A file that was read.
pub(super) struct Volume {
    path: String,
    pub(super) file: Option<FileId>,
    pub(super) tree: Rc<Tree>,
    /// What is wrong with the text itself.
    pub(super) problems: Vec<Diagnostic>,
    /// What its comments allow.
    allowed: Vec<Suppression>,
}

/// A file with its schemes.
pub struct Opened {
    /// Its place among the sources; none if it is no text.
    pub file: Option<FileId>,
    /// All findings about it and what it builds on, in order, each once.
    pub problems: Vec<Diagnostic>,
    /// Its schemes, in the order of the file.
    pub schemes: Vec<Loaded>,
}

/// A scheme with all that it inherits.
pub struct Loaded {
    /// The scheme as it stands once all that it inherits is put in. Each part keeps its place in its own file.
    pub node: SchemeNode,
    /// The same, checked; none if a finding is an error.
    pub scheme: Option<Scheme>,
    /// The files from which it is made, its own first.
    pub files: Vec<FileId>,
    /// The schemes on which it builds, nearest first: file and name.
    pub ancestors: Vec<(FileId, std::sync::Arc<str>)>,
    /// The schemes whose results it takes as facts: file and name.
    pub used: Vec<(FileId, std::sync::Arc<str>)>,
    /// Passages that read differently from how they are written: rescaled ones.
    pub edits: Edits,
    /// What schemes above have and this one does without.
    pub removed: Vec<Removed>,
}

/// A scheme that is put together and not yet checked.
struct Whole {
    merged: Merged,
    problems: Vec<Diagnostic>,
    files: Vec<FileId>,
    ancestors: Vec<(FileId, std::sync::Arc<str>)>,
    /// Whether all that it builds on was found.
    complete: bool,
}

impl<'w> Library<'w> {
    /// No files yet.
    pub fn new(world: &'w dyn World) -> Self {
        let codes = own_codes().collect();
        Library { world, sources: Sources::new(), volumes: vec![], opening: vec![], spoken: vec![], codes }
    }

    /// With the codes of all floors: without them, suppressions may name those of schemes only.
    pub fn knowing(self, codes: Vec<&'static Code>) -> Self {
        Library { codes, ..self }
    }

    /// All texts.
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// All texts, when no more are read.
    pub fn into_sources(self) -> Sources {
        self.sources
    }

    /// The tree of a file that was read.
    pub fn tree(&self, file: FileId) -> Option<&Tree> {
        self.volumes.iter().find(|volume| volume.file == Some(file)).map(|volume| &*volume.tree)
    }

    /// Reads a file with all that its schemes build on, and checks each of them.
    ///
    /// # Errors
    /// The file itself cannot be read; of the others there is a finding.
    pub fn open(&mut self, path: &str) -> Result<Opened, WorldError> {
        let volume = self.volume(path)?;
        let (file, tree) = (self.volumes[volume].file, self.volumes[volume].tree.clone());
        let mut problems = self.volumes[volume].problems.clone();
        let mut schemes = Vec::new();
        for index in 0..tree.schemes.len() {
            let (loaded, more) = self.load(volume, index);
            problems.extend(more);
            schemes.push(loaded);
        }
        let problems = self.sifted(file, problems, |code| own_codes().any(|own| own == code));
        Ok(Opened { file, problems: order::sorted(problems), schemes })
    }

    /// What is left of the findings that a check of a higher floor made about a file, and a finding for each suppression
    /// of a code from there that allowed none of them.
    pub fn sifted_above(&self, opened: &Opened, problems: Vec<Diagnostic>) -> Vec<Diagnostic> {
        let sound = opened.schemes.iter().all(|loaded| loaded.scheme.is_some());
        self.sifted(opened.file, problems, |code| sound && !own_codes().any(|own| own == code))
    }

    /// What suppressions leave of findings about a file; with those that allow nothing, of the codes that were sought.
    /// Where there is an error, what else would be found is not known.
    fn sifted(
        &self,
        file: Option<FileId>,
        problems: Vec<Diagnostic>,
        is_sought: impl Fn(&Code) -> bool,
    ) -> Vec<Diagnostic> {
        let allowed: Vec<&Suppression> = self.volumes.iter().flat_map(|volume| &volume.allowed).collect();
        let has_errors = problems.iter().any(Diagnostic::is_error);
        let (mut left, idle) = suppressions::sift(problems, &allowed);
        if !has_errors {
            let here = |one: &&&Suppression| Some(one.file()) == file && is_sought(one.code);
            left.extend(idle.iter().filter(here).map(|one| one.told_idle()));
        }
        left
    }

    /// One scheme of a file with all that it builds on and uses, checked; and the findings about all of it, apart from
    /// those about the text of its file.
    pub(super) fn load(&mut self, volume: usize, index: usize) -> (Loaded, Vec<Diagnostic>) {
        let tree = self.volumes[volume].tree.clone();
        let whole = self.whole(volume, index, &mut vec![(volume, index)]);
        let mut sound = whole.complete && !self.any_stops(&whole.problems);
        let mut problems = whole.problems;
        let Merged { statements, edits, removed } = whole.merged;
        let node = SchemeNode { statements, ..tree.schemes[index].clone() };
        let (mut scheme, mut used) = (None, Vec::new());
        if whole.complete {
            self.opening.push((volume, index));
            let (enclosed, more) = self.enclosed(volume, &node);
            self.opening.pop();
            problems.extend(more);
            used = enclosed.used.clone();
            let (checked, more) = super::check(&self.sources, &node, &enclosed);
            sound &= !self.any_stops(&self.volumes[volume].problems);
            scheme = checked.filter(|_| sound).map(|scheme| Scheme { edits: edits.clone(), ..scheme });
            let more: Vec<Diagnostic> =
                more.into_iter().map(|problem| with_removal(problem, &removed, &self.sources)).collect();
            self.spoken.push(((volume, index), more.clone()));
            problems.extend(self.told_of_heir(more, &node, &whole.ancestors));
        }
        let (files, ancestors) = (whole.files, whole.ancestors);
        (Loaded { node, scheme, files, ancestors, used, edits, removed }, problems)
    }

    /// Findings about inherited parts that are sound where they stand: with the scheme in which they are not.
    fn told_of_heir(
        &mut self,
        problems: Vec<Diagnostic>,
        heir: &SchemeNode,
        ancestors: &[(FileId, std::sync::Arc<str>)],
    ) -> Vec<Diagnostic> {
        let within = |span: Span| {
            span.file == heir.span.file && heir.span.start <= span.start && span.end <= heir.span.end
        };
        let is_own = |problem: &Diagnostic| problem.labels.iter().any(|label| within(label.span));
        if problems.iter().all(is_own) {
            return problems;
        }
        let above: Vec<Diagnostic> =
            ancestors.iter().flat_map(|(file, name)| self.findings_of(*file, name)).collect();
        let name = &heir.name;
        let told = |problem: Diagnostic| {
            if is_own(&problem) || above.contains(&problem) {
                return problem;
            }
            let text = &name.text;
            let label = text!("在方案「{text}」里不成立", "does not hold in the scheme `{text}`");
            problem.label(name.span, label)
        };
        problems.into_iter().map(told).collect()
    }

    /// What is found in a scheme by itself.
    fn findings_of(&mut self, file: FileId, name: &str) -> Vec<Diagnostic> {
        let found = self.volumes.iter().enumerate().find_map(|(volume, one)| {
            let is_named = |scheme: &SchemeNode| &*scheme.name.text == name;
            let index = one.tree.schemes.iter().position(is_named).filter(|_| one.file == Some(file))?;
            Some((volume, index))
        });
        let Some(place) = found else { return vec![] };
        if !self.spoken.iter().any(|(known, _)| *known == place) {
            self.load(place.0, place.1);
        }
        let known = self.spoken.iter().find(|(known, _)| *known == place);
        known.map_or(vec![], |(_, problems)| problems.clone())
    }

    /// Whether a finding about texts leaves a scheme that cannot be trusted. A line within a test concerns that test
    /// alone; braces that do not match may have swallowed anything.
    fn any_stops(&self, problems: &[Diagnostic]) -> bool {
        let schemes = || self.volumes.iter().flat_map(|volume| &volume.tree.schemes);
        let in_a_test = |span: Span| {
            schemes().flat_map(|scheme| &scheme.statements).any(|statement| match statement {
                Statement::Test(test) => {
                    let whole = test.span;
                    whole.file == span.file && whole.start <= span.start && span.end <= whole.end
                }
                _ => false,
            })
        };
        let of_braces = |problem: &Diagnostic| matches!(problem.code.id, "H0102" | "H0103");
        let only_a_test = |problem: &Diagnostic| !of_braces(problem) && problem.span().is_some_and(in_a_test);
        problems.iter().any(|problem| problem.is_error() && !only_a_test(problem))
    }

    /// The number of a file among those that were read; it is read if it was not yet.
    pub(super) fn volume(&mut self, path: &str) -> Result<usize, WorldError> {
        let plain = plain(path);
        if let Some(known) = self.volumes.iter().position(|volume| volume.path == plain) {
            return Ok(known);
        }
        let bytes = self.world.read(path)?;
        let made = match crate::syntax::decode::decode(path, &bytes) {
            Err(problem) => Volume {
                path: plain,
                file: None,
                tree: Rc::default(),
                problems: vec![*problem],
                allowed: vec![],
            },
            Ok(text) => {
                let file = self.sources.add(Source::new(path, text));
                let source = self.sources.get(file);
                let (tree, mut problems) = crate::syntax::parse(source, file);
                let (allowed, more) = suppressions::read(source, file, &tree.tokens, &self.codes);
                problems.extend(more);
                Volume { path: plain, file: Some(file), tree: Rc::new(tree), problems, allowed }
            }
        };
        self.volumes.push(made);
        Ok(self.volumes.len() - 1)
    }

    /// A scheme with all that it inherits. `trail` holds the schemes that are being put together, this one last.
    fn whole(&mut self, volume: usize, index: usize, trail: &mut Vec<(usize, usize)>) -> Whole {
        let tree = self.volumes[volume].tree.clone();
        let child = &tree.schemes[index];
        let mut whole = Whole {
            merged: Merged::default(),
            problems: vec![],
            files: self.volumes[volume].file.into_iter().collect(),
            ancestors: vec![],
            complete: true,
        };
        let mut parents = Vec::new();
        for parent in &child.parents {
            let found = match self.parent(volume, parent) {
                Ok(found) if trail.contains(&found) => Err(self.circle(found, parent)),
                other => other,
            };
            match found {
                Err(problem) => {
                    whole.problems.push(*problem);
                    whole.complete = false;
                }
                Ok(found) => {
                    trail.push(found);
                    let above = self.whole(found.0, found.1, trail);
                    trail.pop();
                    whole.problems.extend(self.volumes[found.0].problems.iter().cloned());
                    whole.problems.extend(above.problems);
                    whole.complete &= above.complete;
                    let own = &self.volumes[found.0];
                    let name = own.tree.schemes[found.1].name.text.clone();
                    let own = own.file.map(|file| (file, name));
                    for ancestor in own.into_iter().chain(above.ancestors) {
                        if !whole.ancestors.contains(&ancestor) {
                            whole.ancestors.push(ancestor);
                        }
                    }
                    for file in above.files {
                        if !whole.files.contains(&file) {
                            whole.files.push(file);
                        }
                    }
                    parents.push(above.merged);
                }
            }
        }
        if whole.complete {
            let (merged, problems) = merge(&self.sources, parents, child);
            whole.merged = merged;
            whole.problems.extend(problems);
        }
        whole
    }

    /// The file and the place in it of a scheme that is named as a parent.
    fn parent(&mut self, volume: usize, named: &ParentNode) -> Result<(usize, usize), Box<Diagnostic>> {
        let holder = match &named.file {
            None => volume,
            Some(words) => {
                let path = beside(&self.shown_path(volume), &words.text);
                self.volume(&path).map_err(|error| no_file(words.span, &path, &error))?
            }
        };
        let tree = &self.volumes[holder].tree;
        let is_named = |scheme: &SchemeNode| scheme.name.text == named.name.text;
        match tree.schemes.iter().position(is_named) {
            Some(index) => Ok((holder, index)),
            None => {
                let names: Vec<&str> = tree.schemes.iter().map(|scheme| &*scheme.name.text).collect();
                Err(no_parent(named, &names))
            }
        }
    }

    /// The path under which a file was first asked for: the paths in it are seen from there.
    fn shown_path(&self, volume: usize) -> String {
        let file = self.volumes[volume].file;
        file.map_or_else(
            || self.volumes[volume].path.clone(),
            |file| self.sources.get(file).name().to_owned(),
        )
    }

    fn circle(&self, first: (usize, usize), again: &ParentNode) -> Box<Diagnostic> {
        let name = &again.name.text;
        let begins = self.volumes[first.0].tree.schemes[first.1].name.span;
        let problem = Diagnostic::new(
            &CIRCLE,
            again.name.span,
            text!("「{name}」绕了一圈又继承回自己", "`{name}` extends itself in a circle"),
            text!("绕回到它", "back to where it began"),
        );
        let help = text!(
            "删去其中一处「继承」，或把共同的部分移到第三份方案",
            "remove one `extends`, or move what is common to a third scheme"
        );
        Box::new(problem.label(begins, text!("从这里开始", "it begins here")).help(help))
    }
}

/// The codes of what is found when a file is opened.
fn own_codes() -> impl Iterator<Item = &'static Code> {
    crate::syntax::CODES.iter().chain(super::CODES).copied()
}

/// A finding about a name that is not known: if it stood above and was removed, with the removal.
fn with_removal(problem: Diagnostic, removed: &[Removed], sources: &Sources) -> Diagnostic {
    let Some(span) = problem.span().filter(|_| problem.code == &super::findings::UNKNOWN_NAME) else {
        return problem;
    };
    let written = sources.slice(span);
    let last = written.rsplit(['.', '·']).next().unwrap_or(written).trim_matches(['「', '」', '`']);
    match removed.iter().find(|gone| gone.name == last || gone.name == written) {
        Some(gone) => problem.label(gone.by, text!("在这里删去了", "removed here")),
        None => problem,
    }
}

fn no_file(span: Span, path: &str, error: &WorldError) -> Box<Diagnostic> {
    let problem = match error {
        WorldError::NotFound => Diagnostic::new(
            &NO_PARENT_FILE,
            span,
            text!("找不到文件 {path}", "there is no file {path}"),
            text!("没有这个文件", "no such file"),
        ),
        WorldError::Unreadable(why) => Diagnostic::new(
            &NO_PARENT_FILE,
            span,
            text!("读不了文件 {path}：{why}", "cannot read {path}: {why}"),
            text!("读不了", "cannot be read"),
        ),
    };
    let help = text!(
        "文件名从本文件所在的文件夹算起，如「自 \"../city/city.heng\"」",
        "the path is seen from the folder of this file, such as `from \"../city/city.heng\"`"
    );
    Box::new(problem.help(help))
}

fn no_parent(named: &ParentNode, names: &[&str]) -> Box<Diagnostic> {
    let name = &named.name.text;
    let problem = Diagnostic::new(
        &NO_PARENT,
        named.name.span,
        match &named.file {
            Some(file) => {
                let file = &file.text;
                text!("{file} 里没有方案「{name}」", "{file} holds no scheme `{name}`")
            }
            None => text!("这个文件里没有方案「{name}」", "this file holds no scheme `{name}`"),
        },
        text!("没有这个方案", "no such scheme"),
    );
    let only = names.first().copied().filter(|_| names.len() == 1 && named.file.is_some());
    let near = similar::nearest(name, names.iter().copied()).or(only);
    Box::new(match near {
        Some(near) if near != &**name => problem
            .help(text!("是不是想写「{near}」？", "did you mean `{near}`?"))
            .guess(named.name.span, near),
        _ => problem.help(text!(
            "写明它在哪个文件，如「继承 {name} 自 \"city.heng\"」",
            "name its file, such as `extends {name} from \"city.heng\"`"
        )),
    })
}

/// Checks schemes that are given as a text: what `open` does with a file. A parent in another file is not found.
pub fn check_text(name: &str, text: &str) -> (Sources, Opened) {
    let shelf = crate::source::Shelf { files: [(plain(name), text.as_bytes().to_vec())].into() };
    let mut library = Library::new(&shelf);
    let nothing = |_| Opened { file: None, problems: vec![], schemes: vec![] };
    let opened = library.open(name).unwrap_or_else(nothing);
    (library.into_sources(), opened)
}
