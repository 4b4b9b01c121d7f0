//! What the life of a circle takes.

use circles_domain::govern::Modules;
use circles_domain::{ActId, ApplicationId, CircleId};
use circles_wire::lifecycle::{ApplicationRequest, Step};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

args! {
    /// `apply_for_circle`: the id was minted when the form opened.
    ApplyArgs {
        /// Which.
        id: ApplicationId,
        /// What for.
        asks: ApplicationRequest,
    }
    /// `decide_application`.
    DecideApplicationArgs {
        /// Which.
        id: ApplicationId,
        /// Whether there will be such a circle.
        approve: bool,
        /// As the applicant will read it.
        answer: String,
    }
    /// `step_circle`: the id was minted when the form opened.
    StepArgs {
        /// Which circle.
        circle: CircleId,
        /// Which step.
        id: ActId,
        /// What.
        step: Step,
    }
    /// `edit_circle`.
    EditCircleArgs {
        /// Which.
        circle: CircleId,
        /// What it is about.
        introduction: String,
        /// The same in Simplified Chinese; may be empty.
        introduction_zh: String,
        /// What stands on its page for good.
        modules: Modules,
    }
    /// `set_cover`.
    CoverArgs {
        /// Which circle.
        circle: CircleId,
        /// Where the photograph lies.
        path: String,
    }
    /// `export_posts`.
    ExportPostsArgs {
        /// From which circle.
        circle: CircleId,
        /// Where a new folder is made.
        folder: String,
    }
}
