//! The demo's data, audited: every invariant that the server has the means to see.

use circles_tests::Result;
use circles_tests::server::Server;

use crate::flags::Flags;
use crate::report::Report;
use crate::statement;

pub async fn audit(flags: &Flags) -> Result<Report> {
    flags.only(&[])?;
    let mut report = Report::of("audit");
    eprintln!("laying out the demo");
    let mut server = Server::demo().await?;
    server.stop().await?;
    let folder = server.folder();
    let statement = statement::write(&folder).await?;
    report.audited(&folder, &[("--statement", &statement)], &[]).await?;
    Ok(report)
}
