//! The program: `serve` and `sandbox-provider` until told to stop; `audit` and `export-ledger` look at a data directory and end,
//! `refund-tip` gives a released tip back, `return-payment` a top-up of another sum, `name-operator` says who operates the platform, `rotate-receipt-key` and `rewrap-names` make a key the next one.

use std::io::Write as _;
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

use circles_domain::SystemClock;
use circles_server::identity::rotate_receipt_key;
use circles_server::{
    Config, Limits, audit, export_ledger, log, name_operator, refund_tip, return_payment, rewrap_names,
    sandbox_provider, serve,
};
use clap::Parser;

#[derive(Debug, Parser)]
#[command(name = "circles-server", version, about = "The backend of Circles.")]
struct Cli {
    /// How log lines look.
    #[arg(long, env = "CIRCLES_LOG_FORMAT", default_value = "text", global = true)]
    log_format: log::Format,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, clap::Subcommand)]
enum Command {
    /// Serves until SIGINT or SIGTERM.
    Serve(Box<Config>),
    /// Test money only: the sandbox of payments as a process of its own, for `serve --sandbox-url`, until SIGINT or SIGTERM.
    SandboxProvider(sandbox_provider::SandboxProvider),
    /// Checks every invariant of the money; exit code 1 on a breach.
    Audit(audit::Audit),
    /// Makes a new key for legal names and wraps every name with it; the server may go on running.
    RewrapNames(rewrap_names::RewrapNames),
    /// Writes every journal with its postings, a JSON line each.
    ExportLedger(export_ledger::ExportLedger),
    /// Refunds a released tip to its payer; what the payee no longer has, they owe. Prints what came of it.
    RefundTip(refund_tip::RefundTip),
    /// Gives a top-up of which another sum came in than was ordered back to whoever paid it. Prints what came of it.
    ReturnPayment(return_payment::ReturnPayment),
    /// Makes somebody an operator of the platform, or no longer; the server may go on running.
    NameOperator(name_operator::NameOperator),
    /// Adds a key that signs receipts from the next start on; the present one vouches for it.
    RotateReceiptKey(KeysAt),
}

/// Where the keys are; as for `serve`.
#[derive(Debug, clap::Args)]
struct KeysAt {
    /// Directory of the database and the media.
    #[arg(long, env = "CIRCLES_DATA_DIR")]
    data_dir: PathBuf,
    /// Directory of the keys; by default `keys` in the data directory.
    #[arg(long, env = "CIRCLES_KEYS_DIR")]
    keys_dir: Option<PathBuf>,
}

#[tokio::main]
async fn main() -> ExitCode {
    let cli = Cli::parse();
    log::start(cli.log_format);
    let done = match cli.command {
        Command::Serve(config) => run(*config).await,
        Command::SandboxProvider(asked) => provide(asked).await,
        Command::Audit(asked) => check(asked).await,
        Command::RewrapNames(asked) => rewrap(asked).await,
        Command::ExportLedger(asked) => {
            let out = std::io::BufWriter::new(std::io::stdout());
            export_ledger::export_ledger(&asked, out).await.map(|()| ExitCode::SUCCESS).map_err(Into::into)
        }
        Command::RefundTip(asked) => refund(asked).await,
        Command::ReturnPayment(asked) => give_back(asked).await,
        Command::NameOperator(asked) => {
            name_operator::name_operator(&asked).await.map(|()| ExitCode::SUCCESS).map_err(Into::into)
        }
        Command::RotateReceiptKey(at) => rotate(at),
    };
    match done {
        Ok(code) => code,
        Err(error) => {
            let mut text = error.to_string();
            let mut next = error.source();
            while let Some(source) = next {
                text = format!("{text}: {source}");
                next = source.source();
            }
            eprintln!("circles-server: {text}");
            ExitCode::FAILURE
        }
    }
}

async fn run(mut config: Config) -> Result<ExitCode, Box<dyn std::error::Error>> {
    config.limits = Limits::from_lookup(|name| std::env::var(name).ok())?;
    let mut stopped = std::pin::pin!(signal()?);
    let announce = |addr| {
        // Whoever started us waits for this line; it must not sit in a buffer.
        println!("listening on http://{addr}");
        let _ = std::io::stdout().flush();
    };
    serve::serve(config, Arc::new(SystemClock), announce, &mut stopped).await?;
    Ok(ExitCode::SUCCESS)
}

async fn provide(asked: sandbox_provider::SandboxProvider) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let limits = Limits::from_lookup(|name| std::env::var(name).ok())?;
    let mut stopped = std::pin::pin!(signal()?);
    let running =
        sandbox_provider::Running::start(&asked, limits.sandbox_pays_s, Arc::new(SystemClock)).await?;
    println!("test money only, listening on http://{}", running.addr);
    let _ = std::io::stdout().flush();
    running.run(&mut stopped).await;
    Ok(ExitCode::SUCCESS)
}

fn rotate(at: KeysAt) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let keys_dir = Config { keys_dir: at.keys_dir, ..Config::at(at.data_dir) }.keys_dir();
    println!("{}", rotate_receipt_key(&keys_dir)?);
    Ok(ExitCode::SUCCESS)
}

async fn rewrap(asked: rewrap_names::RewrapNames) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let done = rewrap_names::rewrap_names(&asked).await?;
    println!("{} names wrapped anew; older name-*.key files are needed for older backups only", done.names);
    Ok(ExitCode::SUCCESS)
}

async fn refund(asked: refund_tip::RefundTip) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let done = refund_tip::refund_tip(&asked, &SystemClock).await?;
    println!("{}", serde_json::to_string(&done)?);
    Ok(if done.refunded { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn give_back(asked: return_payment::ReturnPayment) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let done = return_payment::return_payment(&asked, Arc::new(SystemClock)).await?;
    println!("{}", serde_json::to_string(&done)?);
    Ok(if done.returned { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

async fn check(asked: audit::Audit) -> Result<ExitCode, Box<dyn std::error::Error>> {
    let limits = Limits::from_lookup(|name| std::env::var(name).ok())?;
    let report = audit::audit(&asked, &limits).await?;
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(if report.holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

#[cfg(unix)]
fn signal() -> std::io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    Ok(async move {
        tokio::select! {
            _ = term.recv() => {}
            _ = int.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signal() -> std::io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
