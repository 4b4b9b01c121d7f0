//! Receipts that are looked at, and files of one's own money.

use circles_domain::TipId;
use circles_engine::args::{CommandCode, Export, ExportArgs, StatementFormat, TipArgs};
use circles_engine::view::{Language, ReceiptView, ReceiptWorth};
use sqlx::ConnectOptions;
use sqlx::sqlite::SqliteConnectOptions;

use crate::world::{Device, World, code, eventually};

async fn tip(world: &World, device: &Device, amount: &str) -> TipId {
    let quoted = device.quoted(world, amount).await;
    device.confirm(&quoted).await.unwrap().id
}

async fn receipt(device: &Device, tip: TipId) -> ReceiptView {
    device.engine.receipt(TipArgs { tip }).await.unwrap()
}

async fn in_statement(device: &Device, tip: TipId) {
    let args = || circles_engine::args::StatementArgs {
        from: None,
        until: None,
        kinds: Vec::new(),
        words: String::new(),
        months: Vec::new(),
        limit: 100,
    };
    eventually("the payment is in the statement", || async {
        let view = device.engine.statement(args()).await.unwrap();
        view.entries.iter().any(|one| one.entry.tip == Some(tip))
    })
    .await;
}

async fn plant(device: &Device, sql: &'static str) {
    let folder = std::fs::read_dir(device.dir.path().join("accounts")).unwrap().next().unwrap().unwrap();
    let options = SqliteConnectOptions::new().filename(folder.path().join("cache.db"));
    let mut file = options.connect().await.unwrap();
    assert!(sqlx::query(sql).execute(&mut file).await.unwrap().rows_affected() > 0, "{sql}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receipt_is_judged_on_every_device_of_its_payer() {
    let world = World::start().await;
    let device = world.device().await;
    let id = tip(&world, &device, "0.88").await;
    in_statement(&device, id).await;
    let own = receipt(&device, id).await;
    assert_eq!((own.worth, own.entries.len()), (Some(ReceiptWorth::Verified), 1));
    assert!(own.public_key.is_some());

    let mut other = world.new_device(device.person).await;
    other.engine.sign_in().await.unwrap();
    in_statement(&other, id).await;
    let told = receipt(&other, id).await;
    assert_eq!((told.worth, &told.receipt), (Some(ReceiptWorth::Verified), &own.receipt));
    world.network.down();
    other.restart(&world).await;
    assert_eq!(receipt(&other, id).await.worth, Some(ReceiptWorth::Verified), "kept, it needs no network");

    for sql in [
        "UPDATE receipt SET body = replace(body, '\"amount\":\"88\"', '\"amount\":\"89\"')",
        "UPDATE wallet_entry SET amount_minor = -89 WHERE amount_minor = -88",
    ] {
        plant(&other, sql).await;
        assert_eq!(receipt(&other, id).await.worth, Some(ReceiptWorth::Forged), "{sql}");
    }
    plant(&other, "UPDATE receipt SET body = replace(body, '\"amount\":\"89\"', '\"amount\":\"88\"')").await;
    assert_eq!(
        receipt(&other, id).await.worth,
        Some(ReceiptWorth::Forged),
        "it says other than the statement"
    );
    plant(&other, "UPDATE wallet_entry SET amount_minor = -88 WHERE amount_minor = -89").await;
    assert_eq!(receipt(&other, id).await.worth, Some(ReceiptWorth::Verified));
    plant(&other, "DELETE FROM receipt").await;
    let none = receipt(&other, id).await;
    assert_eq!((none.receipt, none.worth, none.missing), (None, None, Some(CommandCode::Offline)));

    world.network.up();
    let author = world.new_device(world.author).await;
    author.engine.sign_in().await.unwrap();
    in_statement(&author, id).await;
    let payee = receipt(&author, id).await;
    assert_eq!((payee.receipt, payee.missing, payee.entries.len()), (None, None, 1));
    let nobody = author.engine.receipt(TipArgs { tip: TipId::mint() }).await;
    assert_eq!(code(nobody), CommandCode::NotFound);
}

async fn write(device: &Device, what: Export, name: &str) -> Vec<u8> {
    let path = device.dir.path().join(name);
    let args = ExportArgs { what, path: path.to_str().unwrap().into() };
    let view = device.engine.export(args).await.unwrap();
    let bytes = std::fs::read(&path).unwrap();
    assert_eq!(view.size_bytes, i64::try_from(bytes.len()).unwrap());
    assert!(!path.with_file_name(format!("{name}.part")).exists());
    bytes
}

#[tokio::test(flavor = "multi_thread")]
async fn a_statement_is_written_whole_and_no_text_in_it_is_a_formula() {
    let world = World::start().await;
    let mut tx = world.server.state.db.write().await.unwrap();
    sqlx::query("UPDATE post SET text = '=HYPERLINK(\"x\"), 周末早餐'").execute(&mut *tx).await.unwrap();
    tx.commit().await.unwrap();
    let device = world.device().await;
    let id = device.tip_saying(&world, "0.88", "=1+1 for \"breakfast\"\nand 豆浆").await.id;
    tip(&world, &device, "1.88").await;
    in_statement(&device, id).await;
    let all = |format, language| Export::Statement { format, from: None, until: None, language };

    let csv =
        String::from_utf8(write(&device, all(StatementFormat::Csv, Language::En), "all.csv").await).unwrap();
    let lines: Vec<&str> = csv.split("\r\n").collect();
    assert!(lines[0].starts_with("\u{feff}Time (UTC+8),Kind,"), "{csv}");
    assert!(lines[0].contains(",Post,Message,In,"), "{csv}");
    assert_eq!((lines.len(), lines[4]), (5, ""), "a head, three entries, an end: {csv}");
    assert!(lines[1].contains(",Top-up,") && lines[1].contains(",200.00,,200.00,CNY,"), "{csv}");
    assert!(
        lines[2].contains(
            "\"'=HYPERLINK(\"\"x\"\"), 周末早餐\",\"'=1+1 for \"\"breakfast\"\"\nand 豆浆\",,0.88,199.12,CNY,"
        ),
        "{csv}"
    );
    assert!(lines[3].contains("周末早餐\",,,1.88,"), "no words, an empty cell: {csv}");
    for cell in csv.replace("\r\n", ",").split(',') {
        assert!(!cell.trim_start_matches('"').starts_with(['=', '+', '-', '@']), "{cell}");
    }

    let pdf = write(&device, all(StatementFormat::Pdf, Language::ZhHans), "all.pdf").await;
    assert!(pdf.starts_with(b"%PDF-1.7"));
    let holds = |wanted: &[u8]| pdf.windows(wanted.len()).any(|window| window == wanted);
    // What the font's map says of the title, the post and the message: 圈, 餐 and 浆 are there, to be read and to be copied.
    assert!(holds(b"<5708>") && holds(b"<9910>") && holds(b"<6D46>") && holds(b"/Identity-H"));

    let proof: serde_json::Value =
        serde_json::from_slice(&write(&device, Export::Receipt { tip: id }, "receipt.json").await).unwrap();
    assert_eq!(proof["receipt"]["tip"], id.to_string());
    assert!(proof["public_key"].is_string() && proof["signature"].is_string());

    let nowhere = device.dir.path().join("no such folder").join("all.csv");
    let args =
        ExportArgs { what: all(StatementFormat::Csv, Language::En), path: nowhere.to_str().unwrap().into() };
    assert!(device.engine.export(args).await.is_err());
    let month = Export::Statement {
        format: StatementFormat::Csv,
        from: Some(circles_domain::Clock::now(&*world.clock).plus_seconds(1)),
        until: None,
        language: Language::ZhHans,
    };
    let empty = String::from_utf8(write(&device, month, "none.csv").await).unwrap();
    assert_eq!(empty.matches("\r\n").count(), 1, "a time without entries has a head alone");
}
