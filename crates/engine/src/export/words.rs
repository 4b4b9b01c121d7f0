//! The words of exported files, which have no interface to say them.

use circles_wire::wallet::EntryKind;

use crate::view::Language;

/// One language's.
pub(super) struct Words {
    pub(super) language: &'static str,
    pub(super) title: &'static str,
    pub(super) test_money: &'static str,
    pub(super) name: &'static str,
    pub(super) period: &'static str,
    pub(super) from_first: &'static str,
    pub(super) until_now: &'static str,
    pub(super) before: &'static str,
    pub(super) after: &'static str,
    pub(super) came: &'static str,
    pub(super) went: &'static str,
    pub(super) balance: &'static str,
    pub(super) entries: &'static str,
    pub(super) as_of: &'static str,
    pub(super) check: &'static str,
    pub(super) adds_up: &'static str,
    pub(super) does_not_add_up: &'static str,
    pub(super) time: &'static str,
    pub(super) kind: &'static str,
    pub(super) what: &'static str,
    pub(super) who: &'static str,
    pub(super) masked: &'static str,
    pub(super) circle: &'static str,
    pub(super) post: &'static str,
    pub(super) number: &'static str,
    pub(super) currency: &'static str,
    pub(super) foot: &'static str,
    kinds: [&'static str; 10],
}

const ENGLISH: Words = Words {
    language: "en",
    title: "Circles, wallet statement",
    test_money: "Test money",
    name: "Name",
    period: "Period",
    from_first: "first entry",
    until_now: "now",
    before: "Balance before",
    after: "Balance after",
    came: "In",
    went: "Out",
    balance: "Balance",
    entries: "Entries",
    as_of: "As of",
    check: "Check",
    adds_up: "The entries add up to the balance.",
    does_not_add_up: "THE ENTRIES DO NOT ADD UP TO THE BALANCE. See the wallet.",
    time: "Time (UTC+8)",
    kind: "Kind",
    what: "What",
    who: "With",
    masked: "Masked name",
    circle: "Circle",
    post: "Post",
    number: "Number",
    currency: "Currency",
    foot: "Times are those of Beijing (UTC+8). Amounts in CNY.",
    kinds: [
        "Top-up",
        "Tip sent",
        "Tip returned",
        "Tip received",
        "Tip refunded to its sender",
        "Advanced for a refund; owed",
        "Paid back what was owed",
        "Cash-out",
        "Cash-out returned",
        "Other entry",
    ],
};

const CHINESE: Words = Words {
    language: "zh-Hans",
    title: "圈子 钱包收支明细",
    test_money: "测试资金",
    name: "姓名",
    period: "期间",
    from_first: "首条记录",
    until_now: "现在",
    before: "期初余额",
    after: "期末余额",
    came: "收入",
    went: "支出",
    balance: "余额",
    entries: "记录数",
    as_of: "数据截至",
    check: "核对",
    adds_up: "各条记录合计与余额相符。",
    does_not_add_up: "各条记录合计与余额不符，请查看钱包。",
    time: "时间（UTC+8）",
    kind: "类型",
    what: "内容",
    who: "对方",
    masked: "对方姓名",
    circle: "圈子",
    post: "帖子",
    number: "流水号",
    currency: "币种",
    foot: "时间为北京时间（UTC+8），金额单位为人民币元。",
    kinds: [
        "充值",
        "打赏支出",
        "打赏退回",
        "收到打赏",
        "打赏退还给对方",
        "退款垫付（待归还）",
        "归还垫付款",
        "提现",
        "提现退回",
        "其他",
    ],
};

impl Words {
    /// Of a language; the system's own is not known here, and stands for English.
    pub(super) const fn of(language: Language) -> &'static Self {
        match language {
            Language::ZhHans => &CHINESE,
            Language::En | Language::System => &ENGLISH,
        }
    }

    /// What a kind of entry is called.
    pub(super) const fn kind(&self, kind: EntryKind) -> &'static str {
        let [top_up, sent, returned, received, sent_back, owed, repaid, out, out_returned, other] =
            self.kinds;
        match kind {
            EntryKind::TopUp => top_up,
            EntryKind::TipSent => sent,
            EntryKind::TipReturned => returned,
            EntryKind::TipReceived => received,
            EntryKind::TipSentBack => sent_back,
            EntryKind::Owed => owed,
            EntryKind::Repaid => repaid,
            EntryKind::CashOut => out,
            EntryKind::CashOutReturned => out_returned,
            EntryKind::Unknown => other,
        }
    }
}
