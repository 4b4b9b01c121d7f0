//! What of Rust's grammar is needed: groups, arguments, macro bodies, string literals.

use std::collections::HashMap;

use proc_macro2::{Delimiter, Group, TokenTree};

/// The first argument, when `tokens` begin with `sqlx::query(…)` or one of its kin.
pub(super) fn query_at(tokens: &[TokenTree]) -> Option<Vec<TokenTree>> {
    let [TokenTree::Ident(sqlx), a, b, TokenTree::Ident(name), rest @ ..] = tokens else { return None };
    let name = name.to_string();
    if sqlx != "sqlx"
        || !is_mark(a, ':')
        || !is_mark(b, ':')
        || !(name.starts_with("query") || name == "raw_sql")
    {
        return None;
    }
    // Behind type arguments, if there are any, which hold parentheses of their own only inside `<…>`.
    let mut depth = 0_i32;
    let arguments = rest.iter().find_map(|token| {
        if is_mark(token, '<') {
            depth += 1;
        } else if is_mark(token, '>') {
            depth -= 1;
        } else if depth == 0 && !is_mark(token, ':') {
            let TokenTree::Group(group) = token else { return Some(None) };
            return Some((group.delimiter() == Delimiter::Parenthesis).then(|| inside(group)));
        }
        None
    })?;
    split(&arguments?).into_iter().next()
}

pub(super) fn each_group(tokens: &[TokenTree], look: &mut impl FnMut(&[TokenTree])) {
    look(tokens);
    for token in tokens {
        if let TokenTree::Group(group) = token {
            each_group(&inside(group), look);
        }
    }
}

pub(super) fn inside(group: &Group) -> Vec<TokenTree> {
    group.stream().into_iter().collect()
}

pub(super) fn is_mark(token: &TokenTree, mark: char) -> bool {
    matches!(token, TokenTree::Punct(punct) if punct.as_char() == mark)
}

/// Arguments between commas; a comma at the end begins none.
pub(super) fn split(tokens: &[TokenTree]) -> Vec<Vec<TokenTree>> {
    tokens.split(|token| is_mark(token, ',')).map(<[_]>::to_vec).filter(|part| !part.is_empty()).collect()
}

pub(super) fn dollar_names(pattern: &[TokenTree]) -> Vec<String> {
    let named = pattern.windows(2).filter(|pair| is_mark(&pair[0], '$'));
    named.map(|pair| pair[1].to_string()).collect()
}

/// `body` with `$name` replaced.
pub(super) fn fill(body: &[TokenTree], given: &HashMap<&str, &[TokenTree]>) -> Vec<TokenTree> {
    let mut filled = Vec::new();
    let mut rest = body.iter();
    while let Some(token) = rest.next() {
        match token {
            TokenTree::Group(group) => {
                let inner = fill(&inside(group), given).into_iter().collect();
                filled.push(Group::new(group.delimiter(), inner).into());
            }
            TokenTree::Punct(mark) if mark.as_char() == '$' => {
                let name = rest.next().map(ToString::to_string).unwrap_or_default();
                filled.extend(given.get(name.as_str()).into_iter().flat_map(|tokens| tokens.iter().cloned()));
            }
            TokenTree::Punct(_) | TokenTree::Ident(_) | TokenTree::Literal(_) => filled.push(token.clone()),
        }
    }
    filled
}

/// The text of a string literal without `\u` escapes, which no SQL here needs.
pub(super) fn literal(token: &TokenTree) -> Option<String> {
    let TokenTree::Literal(literal) = token else { return None };
    let text = literal.to_string();
    let Some(quoted) = text.strip_prefix('"').and_then(|text| text.strip_suffix('"')) else {
        return text.strip_prefix("r\"").and_then(|text| text.strip_suffix('"')).map(str::to_owned);
    };
    let mut plain = String::new();
    let mut signs = quoted.chars().peekable();
    while let Some(sign) = signs.next() {
        match (sign, signs.peek()) {
            // The line goes on at the next sign that is no space.
            ('\\', Some('\n')) => while signs.next_if(|sign| sign.is_whitespace()).is_some() {},
            ('\\', Some('n')) => {
                signs.next();
                plain.push('\n');
            }
            ('\\', Some(_)) => plain.extend(signs.next()),
            (sign, _) => plain.push(sign),
        }
    }
    Some(plain)
}
