//! Builds results as the service's guide (section 4.5) and its pages about events show them, with invented personal
//! data.
//!
//! | session | status | fields |
//! | --- | --- | --- |
//! | not ended, or not settled | `PROGRESS` | `{}` for each technology that has ended |
//! | passed | `FINISHED` | `flow_session_result: true`, `finished_at`, no `failure_reason` |
//! | failed or cancelled | `FAILED` | `flow_session_result: false`; the reason is inside the technology's result |
//! | expired | `EXPIRED` | `flow_session_result: false` |
//!
//! The service documents only the statuses in the first three rows, and not whether `finished_at` goes with `FAILED`.
//! `EXPIRED` is an assumption: the service's word for an expired session is not known.

use serde_json::{Map, Value, json};

use super::preset::{Outcome, Reason};
use super::session::{Phase, Session};
use crate::contract::Technology;

/// Returns the result of a session at the time `now_ms`, as the API does.
pub(super) fn build(session: &Session, settle_ms: u64, now_ms: u64) -> Value {
    let settled = match &session.phase {
        // An expired session has nothing to compute.
        Phase::Ended { at_ms, ending } => {
            ending.outcome == Outcome::Expired || now_ms.saturating_sub(*at_ms) >= settle_ms
        }
        _ => false,
    };
    let mut result = common("id", session, settled);
    if let Phase::Ended { at_ms, ending } = &session.phase
        && settled
        && ending.outcome == Outcome::Passed
    {
        result.insert("finished_at".to_owned(), json!(timestamp(*at_ms)));
        result.insert("flow_session_failure_reasons".to_owned(), json!([]));
    }
    Value::Object(result)
}

/// Returns the final result of a session as in the event `flow.end`.
pub(super) fn event(session: &Session) -> Value {
    Value::Object(common("session_id", session, true))
}

/// Returns the fields that the API and the event have in common. `id_field` is the name of the session's id.
fn common(id_field: &str, session: &Session, settled: bool) -> Map<String, Value> {
    let mut result = Map::new();
    let mut set = |name: &str, value: Value| result.insert(name.to_owned(), value);
    let technologies: Vec<_> = session.flow.technologies().iter().copied().map(describe).collect();
    set(id_field, json!(session.id));
    set("technologies", json!(technologies));
    let ending = match &session.phase {
        Phase::Ended { ending, .. } if settled => ending,
        _ => {
            set("status", json!("PROGRESS"));
            for technology in session.performed_technologies() {
                if session.steps.contains_key(technology.code()) {
                    set(technology.result_field(), json!({}));
                }
            }
            return result;
        }
    };
    let status = match ending.outcome {
        Outcome::Passed => "FINISHED",
        Outcome::Failed | Outcome::Cancelled => "FAILED",
        Outcome::Expired => "EXPIRED",
    };
    set("status", json!(status));
    let failed_at = ending.technology.or_else(|| session.first_not_passed());
    for technology in session.performed_technologies() {
        let reason = ending.reason.as_ref().filter(|_| failed_at == Some(technology));
        let value = match (reason, session.steps.get(technology.code())) {
            (Some(reason), _) => failed(reason),
            (None, Some(true)) => passed(session, technology),
            (None, Some(false)) => failed(&Reason::low_prediction()),
            (None, None) => continue,
        };
        set(technology.result_field(), value);
    }
    set("flow_session_result", json!(ending.outcome == Outcome::Passed));
    if let Some(reason) = ending.reason.as_ref().filter(|_| failed_at.is_none()) {
        set("flow_session_failure_reasons", json!([reason]));
    }
    result
}

fn describe(technology: Technology) -> Value {
    json!({ "code": technology.code(), "name": technology.name(), "description": technology.description() })
}

/// Returns the `*_result` object of a technology that the user did not pass.
pub(super) fn failed(reason: &Reason) -> Value {
    json!({ "result": false, "failure_reason": reason })
}

/// Returns the `*_result` object of a technology that the user passed.
///
/// Predictions are strings, as in the service's examples. Document technologies have no documented `result`.
pub(super) fn passed(session: &Session, technology: Technology) -> Value {
    match technology {
        Technology::Liveness | Technology::LivenessHeadPosition | Technology::LivenessDistance => json!({
            "result": true,
            "eye_closed": false,
            "prediction": "0.9980",
            "face_center": true,
            "face_direction": "forward",
        }),
        Technology::FaceToFace => json!({
            "result": true,
            "prediction": "0.9312",
            "prediction_percent": "93.12",
        }),
        Technology::DocumentRecognition => json!({
            "first_name": "AIGERIM",
            "last_name": "SAMPLE",
            "patronymic": "TESTKYZY",
            "personal_number": SAMPLE_IIN,
            "date_of_birth": "01.01.1990",
            "document_number": "000000001",
            "authority": "MINISTRY OF SAMPLES",
        }),
        Technology::EDocument => {
            let values = session.edocument_values();
            let iin = values.get("iin").cloned().filter(|iin| iin != "").unwrap_or_else(|| json!(SAMPLE_IIN));
            json!({
                "phone": values.get("phone"),
                "result_json": { "common": { "docOwner": {
                    "iin": iin,
                    "firstName": "AIGERIM",
                    "lastName": "SAMPLE",
                    "middleName": "TESTKYZY",
                } } },
            })
        }
    }
}

/// Invented IIN with a valid check digit; date of birth 1 January 1990.
const SAMPLE_IIN: &str = "900101400013";

/// Formats ms since 1970 as ISO 8601 in UTC.
///
/// Days are counted from 1 March of year 0, which is 719,468 days before 1970, and years start in March. The
/// leap day is then the last day of its year, and one formula gives the start of every month. An era is 400
/// years, or 146,097 days.
fn timestamp(ms: u64) -> String {
    let (seconds, ms) = (ms / 1000, ms % 1000);
    let (days, second) = (seconds / 86_400 + 719_468, seconds % 86_400);
    let (era, day_of_era) = (days / 146_097, days % 146_097);
    let year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 { shifted_month + 3 } else { shifted_month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}-{month:02}-{day:02}T{:02}:{:02}:{:02}.{ms:03}Z",
        second / 3600,
        second / 60 % 60,
        second % 60
    )
}

#[cfg(test)]
mod tests {
    use super::timestamp;

    #[test]
    fn formats_timestamps() {
        assert_eq!(timestamp(0), "1970-01-01T00:00:00.000Z");
        assert_eq!(timestamp(951_782_399_999), "2000-02-28T23:59:59.999Z");
        assert_eq!(timestamp(951_782_400_000), "2000-02-29T00:00:00.000Z");
        assert_eq!(timestamp(1_709_251_200_000), "2024-03-01T00:00:00.000Z");
        assert_eq!(timestamp(4_107_542_400_000), "2100-03-01T00:00:00.000Z");
    }
}
