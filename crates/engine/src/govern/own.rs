//! What anyone does: report, hear the outcome, appeal.

use circles_domain::ActId;
use circles_domain::govern::{Subject, check_reason};
use circles_store::table::{comment, post};
use circles_wire::govern::{AppealRequest, ReportRequest};

use super::sheet::{load, load_soon};
use crate::args::{AppealArgs, ReportArgs, ReportIdArgs, Sheet, StatementIdArgs};
use crate::engine::Engine;
use crate::error::Result;
use crate::view::NewIdView;

impl Engine {
    /// An id for what a form will send: minted when it opens, so that sending twice does it once.
    ///
    /// # Errors
    /// None.
    pub async fn new_id(&self) -> Result<NewIdView> {
        Ok(NewIdView { id: ActId::mint().to_string() })
    }

    /// Reports something, with the server's word; it is out of sight at once.
    ///
    /// # Errors
    /// The server.
    pub async fn report(&self, args: ReportArgs) -> Result<()> {
        let account = self.connected_account().await?;
        let (circle, subject) = (args.circle, args.subject);
        let request = ReportRequest { circle, subject, reason: args.reason, note: args.note };
        account.remote()?.report(args.id, &request).await?;
        let mut write = account.store.write_cache().await?;
        match (subject, args.post) {
            (Subject::Post(id), _) => post::hide(&mut write, id).await?,
            (Subject::Comment(id), Some(under)) => comment::hide(&mut write, id, under).await?,
            (Subject::Comment(_), None) | (Subject::Person(_), _) => {}
        }
        write.commit().await?;
        load_soon(&account, &[Sheet::Standings], None);
        account.sync.wake.notify_one();
        Ok(())
    }

    /// The outcome of a report was shown; it will not be shown as new again.
    ///
    /// # Errors
    /// The server.
    pub async fn hear_report(&self, args: ReportIdArgs) -> Result<()> {
        let account = self.connected_account().await?;
        account.remote()?.hear_report(args.report).await?;
        load(&account, Sheet::Standings, None).await
    }

    /// A decision about oneself was shown; it will not be shown as new again.
    ///
    /// # Errors
    /// The server.
    pub async fn hear_statement(&self, args: StatementIdArgs) -> Result<()> {
        let account = self.connected_account().await?;
        account.remote()?.hear_statement(args.act).await?;
        load(&account, Sheet::Standings, None).await
    }

    /// Appeals against what was decided about oneself.
    ///
    /// # Errors
    /// [`crate::Error::Invalid`] for words that are none; the server.
    pub async fn appeal(&self, args: AppealArgs) -> Result<()> {
        let text = check_reason(&args.text)?;
        let account = self.connected_account().await?;
        account.remote()?.appeal(args.id, &AppealRequest { act: args.act, text }).await?;
        load(&account, Sheet::Standings, None).await
    }
}
