use crate::args::SaveSettingsArgs;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::view::{Language, SettingsView, Theme};
use circles_domain::tip::TipPrivacy;
use circles_domain::{Field, Invalid, Rule, TipAmount};
use circles_store::Change;

/// As many amounts as stand beside each other on the tip page.
const PRESETS_MAX: usize = 4;
/// The longest route that is kept.
const ROUTE_MAX: usize = 500;

impl Engine {
    /// The settings of this device; they need no session.
    ///
    /// # Errors
    /// What the store says.
    pub async fn settings(&self) -> Result<SettingsView> {
        let kept = self.inner.device.settings().await?;
        // Settings of an older version lack what it did not know; there is nothing in them to mourn.
        Ok(serde_json::from_str(&kept).unwrap_or(SettingsView {
            theme: Theme::System,
            language: Language::System,
            letter_keys: true,
            last_route: String::new(),
            media_cap_bytes: crate::media::MEDIA_CAP_BYTES,
            tip_presets: Vec::new(),
            tip_privacy: TipPrivacy::default(),
            hide_amounts: false,
        }))
    }

    /// Keeps the settings of this device.
    ///
    /// # Errors
    /// [`Error::Malformed`]; what the store says.
    pub async fn save_settings(&self, args: SaveSettingsArgs) -> Result<SettingsView> {
        let settings = args.settings;
        if settings.media_cap_bytes < 0 || settings.last_route.len() > ROUTE_MAX {
            return Err(Error::Malformed);
        }
        if settings.tip_presets.len() > PRESETS_MAX {
            return Err(Invalid::new(Field::Amount, Rule::TooMany).into());
        }
        for fen in &settings.tip_presets {
            TipAmount::from_fen(*fen)?;
        }
        let kept = serde_json::to_string(&settings).map_err(|_| Error::Internal("settings"))?;
        self.inner.device.save_settings(&kept).await?;
        self.inner.changes.publish(vec![Change::Settings]);
        Ok(settings)
    }
}
