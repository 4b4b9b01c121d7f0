//! Rust sources as token trees, and the strings that they put together with `concat!` and macros of their own.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use proc_macro2::{TokenStream, TokenTree};

use super::tokens::{dollar_names, each_group, fill, inside, is_mark, literal, query_at, split};

/// Part of a path before its last name.
fn is_path(token: &TokenTree) -> bool {
    match token {
        TokenTree::Ident(_) => true,
        TokenTree::Punct(mark) => matches!(mark.as_char(), ':' | '$'),
        TokenTree::Group(_) | TokenTree::Literal(_) => false,
    }
}

fn is_sql(text: &str) -> bool {
    ["SELECT ", "INSERT ", "UPDATE ", "DELETE ", "WITH "]
        .iter()
        .any(|verb| text.trim_start().starts_with(verb))
}

/// A statement, and where it stands.
pub struct Statement {
    pub place: String,
    pub sql: String,
}

/// A `macro_rules!` of one arm: the names of its parameters and its body.
#[derive(Clone)]
struct Macro {
    parameters: Vec<String>,
    body: Vec<TokenTree>,
}

#[derive(Default)]
struct File {
    tokens: Vec<TokenTree>,
    macros: HashMap<String, Macro>,
    /// `const NAME: &str = …;`
    constants: BTreeMap<String, Vec<TokenTree>>,
}

/// Files by their path below `src`.
pub struct Sources(BTreeMap<String, File>);

impl Sources {
    pub fn read(root: &Path) -> std::io::Result<Self> {
        let (mut files, mut dirs) = (Vec::new(), vec![root.to_owned()]);
        while let Some(dir) = dirs.pop() {
            for entry in std::fs::read_dir(dir)? {
                let path = entry?.path();
                if path.is_dir() {
                    dirs.push(path);
                } else if path.extension().is_some_and(|extension| extension == "rs") {
                    let name = path.strip_prefix(root).map_err(std::io::Error::other)?;
                    files.push((name.to_string_lossy().replace('\\', "/"), std::fs::read_to_string(&path)?));
                }
            }
        }
        Self::of(files)
    }

    pub fn of(files: impl IntoIterator<Item = (String, String)>) -> std::io::Result<Self> {
        let parsed = files.into_iter().map(|(name, text)| {
            let tokens: TokenStream =
                text.parse().map_err(|error| std::io::Error::other(format!("{name}: {error}")))?;
            let mut file = File { tokens: tokens.into_iter().collect(), ..File::default() };
            let tokens = file.tokens.clone();
            each_group(&tokens, &mut |tokens| file.learn(tokens));
            Ok((name, file))
        });
        parsed.collect::<std::io::Result<_>>().map(Self)
    }

    /// What each `sqlx::query…(…)` asks, with what a constant holds; and what could not be read.
    pub fn statements(&self) -> (Vec<Statement>, Vec<String>) {
        let (mut found, mut unreadable) = (Vec::new(), Vec::new());
        for (name, file) in &self.0 {
            let mut note = |tokens: &[TokenTree]| match self.value(file, tokens) {
                Ok(sql) => found.push(Statement { place: name.clone(), sql }),
                Err(why) => unreadable.push(format!("{name}: {why}")),
            };
            for tokens in file.constants.values() {
                if self.value(file, tokens).is_ok_and(|text| is_sql(&text)) {
                    note(tokens);
                }
            }
            each_group(&file.tokens, &mut |tokens| {
                for argument in (0..tokens.len()).filter_map(|at| query_at(&tokens[at..])) {
                    match argument.as_slice() {
                        // What is handed on comes from a constant, which is read above; `unseen` finds what does not.
                        [TokenTree::Ident(name)] if file.takes(&name.to_string()) => {}
                        [TokenTree::Ident(name)] if file.constants.contains_key(&name.to_string()) => {}
                        argument => note(argument),
                    }
                }
            });
        }
        (found, unreadable)
    }

    /// Literals that begin like SQL and are part of no statement.
    pub fn unseen(&self, statements: &[Statement]) -> Vec<String> {
        let mut unseen = Vec::new();
        for (name, file) in &self.0 {
            each_group(&file.tokens, &mut |tokens| {
                for text in tokens.iter().filter_map(literal).filter(|text| is_sql(text)) {
                    if !statements.iter().any(|statement| statement.sql.contains(&text)) {
                        unseen.push(format!("{name}: {text}"));
                    }
                }
            });
        }
        unseen
    }

    /// The string that an expression comes to.
    fn value(&self, file: &File, tokens: &[TokenTree]) -> Result<String, String> {
        let unknown = || format!("{}", tokens.iter().cloned().collect::<TokenStream>());
        match tokens {
            [one] if literal(one).is_some() => literal(one).ok_or_else(unknown),
            [TokenTree::Group(group)] => self.value(file, &inside(group)),
            [TokenTree::Ident(name)] => {
                let value = file.constants.get(&name.to_string()).ok_or_else(unknown)?;
                self.value(file, value)
            }
            // A path to a macro: `$crate::store::name!(…)`; names are told apart by their last part.
            [path @ .., TokenTree::Ident(_), TokenTree::Punct(mark), TokenTree::Group(_)]
                if mark.as_char() == '!' && !path.is_empty() && path.iter().all(is_path) =>
            {
                self.value(file, &tokens[path.len()..])
            }
            [TokenTree::Ident(name), TokenTree::Punct(mark), TokenTree::Group(group)]
                if mark.as_char() == '!' =>
            {
                let arguments = split(&inside(group));
                if name == "concat" {
                    return arguments.iter().map(|argument| self.value(file, argument)).collect();
                }
                let name = name.to_string();
                let local = file.macros.get(&name);
                let called = local.or_else(|| self.0.values().find_map(|file| file.macros.get(&name)));
                let called = called.ok_or_else(unknown)?;
                let given: HashMap<&str, &[TokenTree]> = called
                    .parameters
                    .iter()
                    .map(String::as_str)
                    .zip(arguments.iter().map(Vec::as_slice))
                    .collect();
                self.value(file, &fill(&called.body, &given))
            }
            _ => Err(unknown()),
        }
    }
}

impl File {
    /// Notes macros and string constants among `tokens`.
    fn learn(&mut self, tokens: &[TokenTree]) {
        for at in 0..tokens.len() {
            match &tokens[at..] {
                [
                    TokenTree::Ident(word),
                    TokenTree::Punct(_),
                    TokenTree::Ident(name),
                    TokenTree::Group(rules),
                    ..,
                ] if word == "macro_rules" => {
                    if let [TokenTree::Group(pattern), _, _, TokenTree::Group(body), ..] =
                        inside(rules).as_slice()
                    {
                        let parameters = dollar_names(&inside(pattern));
                        self.macros.insert(name.to_string(), Macro { parameters, body: inside(body) });
                    }
                }
                [TokenTree::Ident(word), TokenTree::Ident(name), rest @ ..] if word == "const" => {
                    let end = rest.iter().position(|token| is_mark(token, ';')).unwrap_or(rest.len());
                    if let Some(from) = rest[..end].iter().position(|token| is_mark(token, '=')) {
                        self.constants.insert(name.to_string(), rest[from + 1..end].to_vec());
                    }
                }
                _ => {}
            }
        }
    }

    /// Whether a function of this file is handed `name: &'static str`.
    fn takes(&self, name: &str) -> bool {
        let mut takes = false;
        each_group(&self.tokens, &mut |tokens| {
            takes |= tokens.windows(6).any(|tokens| {
                let text: Vec<String> = tokens.iter().map(ToString::to_string).collect();
                text.iter().map(String::as_str).eq([name, ":", "&", "'", "static", "str"])
            });
        });
        takes
    }
}
