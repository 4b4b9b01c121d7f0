//! Where circles are in their life: one that has just begun, one that is applied for, and who operates the platform.

use circles_domain::{ApplicationId, CircleId};
use sqlx::SqliteConnection;

use super::{DemoError, Stage, fixed, person_id};
use crate::store::{lifecycle, people};

/// The circle that has just begun, the share of people who find it, and how often an hour it is looked at from outside.
const BEGINS: (&str, i64, i64) = ("morning-runs", 40, 200);

impl Stage<'_> {
    /// Who moderates among the samples also operates the demo's platform.
    pub(super) async fn name_operator(&self, tx: &mut SqliteConnection) -> Result<(), DemoError> {
        for resident in self.people.iter().filter(|resident| resident.moderator) {
            people::set_operator(tx, resident.id, true).await?;
        }
        Ok(())
    }

    pub(super) async fn launch(&self, tx: &mut SqliteConnection) -> Result<(), DemoError> {
        let (slug, percent, views) = BEGINS;
        lifecycle::launch(tx, CircleId(fixed("circle", slug)), percent, views, self.days_ago(3)).await?;
        Ok(())
    }

    pub(super) async fn apply(&self, tx: &mut SqliteConnection) -> Result<(), DemoError> {
        for written in &self.content.applications {
            let id = ApplicationId(fixed("application", &written.asks.name));
            lifecycle::insert(tx, id, person_id(&written.by), &written.asks, self.days_ago(1)).await?;
        }
        Ok(())
    }
}
