//! The life of circles: applications, steps, a circle's page, what is taken along.

use circles_domain::{ActId, ApplicationId, CircleId};
use circles_wire::circle::{CIRCLE, CircleResponse};
use circles_wire::lifecycle::{
    APPLICATION, APPLICATION_DECISION, APPLICATIONS, ApplicationDecisionRequest, ApplicationRequest,
    ApplicationResponse, ApplicationsResponse, CONSOLE, ConsoleResponse, EXPORT, EditCircleRequest,
    ExportResponse, STEP, StepRequest, StepResponse,
};
use reqwest::Method;

use super::client::{Remote, path};
use super::error::Error;

impl Remote {
    /// Applies for a circle, once an id.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn apply(
        &self,
        id: ApplicationId,
        request: &ApplicationRequest,
    ) -> Result<ApplicationResponse, Error> {
        self.put(&path(APPLICATION, &[("id", &id.to_string())]), request).await
    }

    /// One's own applications; for operators also those that wait.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn applications(&self) -> Result<ApplicationsResponse, Error> {
        self.get(APPLICATIONS).await
    }

    /// Decides an application.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn decide_application(
        &self,
        id: ApplicationId,
        request: &ApplicationDecisionRequest,
    ) -> Result<ApplicationResponse, Error> {
        self.put(&path(APPLICATION_DECISION, &[("id", &id.to_string())]), request).await
    }

    /// Every circle, for operators.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn console(&self) -> Result<ConsoleResponse, Error> {
        self.get(CONSOLE).await
    }

    /// Takes a step in the life of a circle, once an id.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn step(
        &self,
        circle: CircleId,
        id: ActId,
        request: &StepRequest,
    ) -> Result<StepResponse, Error> {
        self.put(&path(STEP, &[("id", &circle.to_string()), ("act_id", &id.to_string())]), request).await
    }

    /// Changes a circle's page.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn edit_circle(
        &self,
        circle: CircleId,
        request: &EditCircleRequest,
    ) -> Result<CircleResponse, Error> {
        let path = path(CIRCLE, &[("id", &circle.to_string())]);
        self.json(self.request(Method::PATCH, &path).json(request)).await
    }

    /// One's own posts in a circle.
    ///
    /// # Errors
    /// [`Error`].
    pub async fn export(&self, circle: CircleId) -> Result<ExportResponse, Error> {
        self.get(&path(EXPORT, &[("id", &circle.to_string())])).await
    }
}
