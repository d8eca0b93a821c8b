//! Builds results like the example in the service's guide, section 4.5, with invented personal data.

use serde_json::{Map, Value, json};

use super::session::{Outcome, Phase, Report, Session};
use crate::contract::Technology;

/// Returns the result of a session at the time `now_ms`.
pub(super) fn build(session: &Session, settle_ms: u64, now_ms: u64) -> Value {
    let technologies: Vec<_> = session.flow.technologies().iter().copied().map(describe).collect();
    let mut result = Map::from_iter([
        ("id".to_owned(), json!(session.id)),
        ("technologies".to_owned(), json!(technologies)),
        ("status".to_owned(), json!("PROGRESS")),
        ("created_at".to_owned(), json!(timestamp(session.created_ms))),
    ]);
    let Phase::Ended { at_ms, report } = &session.phase else { return Value::Object(result) };
    let settled = now_ms.saturating_sub(*at_ms) >= settle_ms;
    if settled {
        let reasons = failure_reasons(session, report);
        result.insert("status".to_owned(), json!("FINISHED"));
        result.insert("finished_at".to_owned(), json!(timestamp(*at_ms)));
        result.insert("flow_session_result".to_owned(), json!(reasons.is_empty()));
        result.insert("flow_session_failure_reasons".to_owned(), Value::Array(reasons));
    }
    for technology in session.performed_technologies(report) {
        if let Some(step) = report.technologies.get(technology.code()) {
            let value =
                if settled { technology_result(session, report, technology, step.passed) } else { json!({}) };
            result.insert(technology.result_field().to_owned(), value);
        }
    }
    Value::Object(result)
}

fn describe(technology: Technology) -> Value {
    json!({ "name": technology.name(), "description": technology.description(), "code": technology.code() })
}

/// Returns the failure reasons of a session; empty if the user passed.
fn failure_reasons(session: &Session, report: &Report) -> Vec<Value> {
    let reason = |kind: &str, detail: String| json!({ "type": kind, "detail": detail });
    match (report.outcome, &report.failure) {
        (Outcome::Cancelled, _) => vec![reason("CLIENT", "Operation aborted by user".to_owned())],
        (_, Some(failure)) => vec![reason(
            failure.kind.as_deref().unwrap_or("OTHER"),
            failure.detail.clone().unwrap_or_else(|| "Unknown error".to_owned()),
        )],
        (Outcome::Failed, None) => vec![reason("OTHER", "Unknown error".to_owned())],
        (Outcome::Completed, None) => {
            let passed = |technology: &Technology| {
                report.technologies.get(technology.code()).is_some_and(|p| p.passed)
            };
            let technologies = session.performed_technologies(report);
            let failed = technologies.iter().filter(|technology| !passed(technology));
            failed
                .map(|technology| reason("CALC_RESULT", format!("{} was not passed", technology.name())))
                .collect()
        }
    }
}

/// Returns the `*_result` object of one technology.
fn technology_result(session: &Session, report: &Report, technology: Technology, passed: bool) -> Value {
    match technology {
        Technology::Liveness | Technology::LivenessHeadPosition | Technology::LivenessDistance => {
            json!({ "result": passed, "prediction": if passed { 0.9874 } else { 0.1203 } })
        }
        Technology::FaceToFace => {
            json!({ "result": passed, "prediction": if passed { 0.9312 } else { 0.2741 } })
        }
        Technology::DocumentRecognition if passed => json!({
            "first_name": "AIGERIM",
            "last_name": "SAMPLE",
            "patronymic": "TESTKYZY",
            "personal_number": SAMPLE_IIN,
            "date_of_birth": "01.01.1990",
            "document_number": "000000001",
            "authority": "MINISTRY OF SAMPLES",
            "date_of_issue": "01.01.2020",
            "date_of_expiry": "31.12.2029",
        }),
        Technology::DocumentRecognition => json!({ "result": false }),
        Technology::EDocument => {
            let values = session.edocument_values(report);
            let iin = values.get("iin").cloned().filter(|iin| iin != "").unwrap_or_else(|| json!(SAMPLE_IIN));
            json!({
                "result": passed,
                "phone": values.get("phone"),
                "result_json": { "common": { "docOwner": {
                    "iin": iin,
                    "firstName": "AIGERIM",
                    "lastName": "SAMPLE",
                    "middleName": "TESTKYZY",
                    "birthDate": "1990-01-01",
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
