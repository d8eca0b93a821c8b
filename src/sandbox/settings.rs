//! Files and settings of a sandbox.

use serde::{Deserialize, Serialize};

/// Default time that a result stays in progress after the session has ended, in ms.
pub const DEFAULT_SETTLE_MS: u64 = 1500;
/// Default lifetime of a session, in ms: one day.
pub const DEFAULT_LIFETIME_MS: u64 = 24 * 60 * 60 * 1000;

/// Scripts that the sandbox serves. Each may contain the placeholders `__FLOW_SANDBOX_ORIGIN__` and
/// `__FLOW_SANDBOX_FAULT__`.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Assets {
    /// Widget stand-in as a UMD script: `/widget/flow-widget.umd.js`.
    pub umd: String,
    /// Widget stand-in as an ES module that exports `startSession`: `/widget/flow-widget.js`.
    pub module: String,
    /// Script of the hosted page: `/flow/page.js`.
    pub page_script: String,
}

/// Settings of a sandbox. `qr` and `retry_liveness` are switches of the service's flow configuration; the metadata
/// of a session can override both.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(default, rename_all = "camelCase", deny_unknown_fields)]
pub struct Settings {
    /// How long a result stays in progress after the session has ended, in ms.
    pub settle_ms: u64,
    /// Age at which a session that has not ended expires, in ms. The lifetime in the service is not documented.
    pub lifetime_ms: u64,
    /// Whether the widget offers to continue on a phone by a QR code.
    pub qr: Qr,
    /// Whether the widget offers another attempt after a failed liveness check.
    pub retry_liveness: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            settle_ms: DEFAULT_SETTLE_MS,
            lifetime_ms: DEFAULT_LIFETIME_MS,
            qr: Qr::Off,
            retry_liveness: false,
        }
    }
}

/// When the widget shows a QR code that leads to the hosted page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Qr {
    /// Never.
    #[default]
    Off,
    /// If the device has no camera.
    Allow,
    /// On every desktop computer.
    Always,
}
