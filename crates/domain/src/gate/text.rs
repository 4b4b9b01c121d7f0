//! A gate in words, for logs and operators. People read the sentences of the interface's messages; both are held to
//! the same words by one table (`tests/gate_texts.json`), which the tests of either side read.

use super::{Clause, Gate};
use crate::circle::Role;
use crate::claim::Gender;

/// Which words.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Language {
    /// English.
    English,
    /// Simplified Chinese.
    Chinese,
}

impl Gate {
    /// Whom the gate lets in. Two gates that differ in more than what adds nothing ([`Gate::simplified`]) read
    /// differently.
    #[must_use]
    pub fn text(&self, language: Language) -> String {
        let text = words(&self.simplified(), language);
        let mut letters = text.chars();
        letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
    }
}

fn words(gate: &Gate, language: Language) -> String {
    match (gate, language) {
        (Gate::Is(clause), _) => clause_words(*clause, language),
        (Gate::Not(part), Language::English) => format!("all but {}", apart(part, language)),
        (Gate::Not(part), Language::Chinese) => format!("{}以外的人", apart(part, language)),
        (Gate::All(parts), Language::English) if parts.is_empty() => "everyone with a verified name".into(),
        (Gate::All(parts), Language::Chinese) if parts.is_empty() => "所有实名用户".into(),
        (Gate::Any(parts), Language::English) if parts.is_empty() => "nobody".into(),
        (Gate::Any(parts), Language::Chinese) if parts.is_empty() => "无人".into(),
        (Gate::All(parts), Language::English) if are_women_students(parts) => {
            "verified women students".into()
        }
        (Gate::All(parts), Language::Chinese) if are_women_students(parts) => "认证女生".into(),
        (Gate::All(parts), Language::English) => all_of(parts),
        (Gate::All(parts), Language::Chinese) => joined(parts, "且", language),
        (Gate::Any(parts), Language::English) => joined(parts, " or ", language),
        (Gate::Any(parts), Language::Chinese) => joined(parts, "或", language),
    }
}

/// A woman who is a student has a name of her own in every language.
fn are_women_students(parts: &[Gate]) -> bool {
    *parts == [Gate::Is(Clause::Gender { is: Gender::Female }), Gate::Is(Clause::Student)]
}

fn joined(parts: &[Gate], word: &str, language: Language) -> String {
    parts.iter().map(|part| apart(part, language)).collect::<Vec<_>>().join(word)
}

/// Everything that somebody has to be, in English: a plain "and" between groups of people would let in either.
fn all_of(parts: &[Gate]) -> String {
    let english = |part: &Gate| apart(part, Language::English);
    let mut text = String::new();
    let mut before: Option<&Gate> = None;
    for (at, part) in parts.iter().enumerate() {
        let (word, who) = match (before, part) {
            (None, Gate::Not(_)) => ("", format!("({})", english(part))),
            (None, _) => ("", english(part)),
            (Some(Gate::Not(_)), Gate::Not(inner)) => (" and not ", english(inner)),
            (Some(_), Gate::Not(inner)) => (" but not ", english(inner)),
            (Some(Gate::Is(_) | Gate::All(_) | Gate::Any(_)), _) if at > 1 => (" and also ", english(part)),
            (Some(_), _) => (" who are also ", english(part)),
        };
        text.push_str(word);
        text.push_str(&who);
        before = Some(part);
    }
    text
}

/// In brackets where it would run into what stands around it.
fn apart(gate: &Gate, language: Language) -> String {
    let text = words(gate, language);
    let is_one = match gate {
        Gate::Is(_) | Gate::Not(_) => true,
        Gate::All(parts) => parts.is_empty() || are_women_students(parts),
        Gate::Any(parts) => parts.is_empty(),
    };
    match (is_one, language) {
        (true, _) => text,
        (false, Language::English) => format!("({text})"),
        (false, Language::Chinese) => format!("（{text}）"),
    }
}

fn clause_words(clause: Clause, language: Language) -> String {
    let (english, chinese): (String, String) = match clause {
        Clause::Gender { is: Gender::Female } => ("verified women".into(), "认证女性".into()),
        Clause::Gender { is: Gender::Male } => ("verified men".into(), "认证男性".into()),
        Clause::Student => ("verified students".into(), "认证学生".into()),
        Clause::Employed => ("people verified as employed".into(), "认证在职者".into()),
        Clause::Overseas => ("people verified as living overseas".into(), "认证海外居住者".into()),
        Clause::AgeAtLeast { years } => (format!("people of {years} or older"), format!("年满 {years} 岁者")),
        Clause::AgeAtMost { years } => {
            (format!("people of {years} or younger"), format!("不超过 {years} 岁者"))
        }
        Clause::ScoreAtLeast { score } => {
            (format!("people with a score of {score} or more"), format!("信用分不低于 {score} 者"))
        }
        Clause::AccountAgeAtLeast { days } => (
            format!("people who joined Circles at least {} ago", english_days(days)),
            format!("注册满 {days} 天者"),
        ),
        Clause::MembershipAtLeast { days } => {
            (format!("members for at least {}", english_days(days)), format!("入圈满 {days} 天的成员"))
        }
        Clause::Role { at_least } => {
            let (english, chinese) = role_words(at_least);
            (english.into(), chinese.into())
        }
        Clause::AllowListed => ("people on this circle's list".into(), "本圈名单上的人".into()),
        Clause::DenyListed => ("people on this circle's exclusion list".into(), "本圈排除名单上的人".into()),
        Clause::Unknown => {
            ("people by a condition that this version does not know".into(), "符合此版本未知条件者".into())
        }
    };
    match language {
        Language::English => english,
        Language::Chinese => chinese,
    }
}

const fn role_words(role: Role) -> (&'static str, &'static str) {
    match role {
        Role::Member => ("members", "成员"),
        Role::Trusted => ("trusted members and above", "受信任成员及以上"),
        Role::Moderator => ("moderators and above", "版主及以上"),
        Role::Admin => ("admins and above", "管理员及以上"),
        Role::Owner => ("the owner", "圈主"),
    }
}

fn english_days(days: i64) -> String {
    if days == 1 { "1 day".into() } else { format!("{days} days") }
}
