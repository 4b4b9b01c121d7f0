//! Keeping order: acts, reports, appeals, and what is read of them.

use circles_domain::{ActId, AppealId, CircleId, PersonId, ReportId};
use circles_wire::govern::{
    ACT, APPEAL, APPEAL_DECISION, APPEALS, ActRequest, ActResponse, AppealRequest, AppealResponse,
    AppealsResponse, DecisionRequest, LOG, LogResponse, QUEUE, QueueResponse, REPORT, REPORT_HEARD, ROLE,
    ReportRequest, ReportResponse, RoleRequest, SECOND, STATEMENT_HEARD, SecondRequest,
};
use circles_wire::person::{STANDINGS, StandingsResponse};
use reqwest::Method;

use super::client::{Remote, path};
use super::error::Error;

impl Remote {
    /// Does one thing to keep order, once an id.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn act(&self, circle: CircleId, id: ActId, request: &ActRequest) -> Result<ActResponse, Error> {
        self.put(&path(ACT, &[("id", &circle.to_string()), ("act_id", &id.to_string())]), request).await
    }

    /// Agrees to a proposed sanction, or declines it.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn second(&self, circle: CircleId, id: ActId, agree: bool) -> Result<ActResponse, Error> {
        let path = path(SECOND, &[("id", &circle.to_string()), ("act_id", &id.to_string())]);
        self.put(&path, &SecondRequest { agree }).await
    }

    /// What waits for a moderator.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn queue(&self, circle: CircleId) -> Result<QueueResponse, Error> {
        self.get(&path(QUEUE, &[("id", &circle.to_string())])).await
    }

    /// What was done, newest first.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn log(&self, circle: CircleId) -> Result<LogResponse, Error> {
        self.get(&path(LOG, &[("id", &circle.to_string())])).await
    }

    /// Gives a role.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn give_role(
        &self,
        circle: CircleId,
        person: PersonId,
        request: &RoleRequest,
    ) -> Result<(), Error> {
        let path = path(ROLE, &[("id", &circle.to_string()), ("person_id", &person.to_string())]);
        self.done(self.request(Method::PUT, &path).json(request)).await
    }

    /// Reports something, once an id.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn report(&self, id: ReportId, request: &ReportRequest) -> Result<ReportResponse, Error> {
        self.put(&path(REPORT, &[("id", &id.to_string())]), request).await
    }

    /// The outcome of a report was shown.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn hear_report(&self, id: ReportId) -> Result<(), Error> {
        self.done(self.request(Method::PUT, &path(REPORT_HEARD, &[("id", &id.to_string())]))).await
    }

    /// A decision about oneself was shown.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn hear_statement(&self, id: ActId) -> Result<(), Error> {
        self.done(self.request(Method::PUT, &path(STATEMENT_HEARD, &[("id", &id.to_string())]))).await
    }

    /// One's own standings, with reasons.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn standings(&self) -> Result<StandingsResponse, Error> {
        self.get(STANDINGS).await
    }

    /// Appeals, once an act.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn appeal(&self, id: AppealId, request: &AppealRequest) -> Result<AppealResponse, Error> {
        self.put(&path(APPEAL, &[("id", &id.to_string())]), request).await
    }

    /// Appeals that wait.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn appeals(&self, circle: CircleId) -> Result<AppealsResponse, Error> {
        self.get(&path(APPEALS, &[("id", &circle.to_string())])).await
    }

    /// Decides an appeal.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn decide_appeal(
        &self,
        id: AppealId,
        request: &DecisionRequest,
    ) -> Result<AppealResponse, Error> {
        self.put(&path(APPEAL_DECISION, &[("id", &id.to_string())]), request).await
    }
}
