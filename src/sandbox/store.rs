//! Session store with a limited capacity and a TTL.

use std::collections::{BTreeMap, VecDeque};

use super::Environment;
use super::session::Session;

/// Maximum number of sessions. When it is reached, adding a session drops the oldest one.
pub(super) const CAPACITY: usize = 1000;
/// TTL of a session, in ms: one day.
pub(super) const TTL_MS: u64 = 24 * 60 * 60 * 1000;

#[derive(Debug, Default)]
pub(super) struct Store {
    sessions: BTreeMap<String, Session>,
    /// Ids, oldest first.
    order: VecDeque<String>,
}

impl Store {
    pub(super) fn add(&mut self, session: Session) {
        self.expire(session.created_ms);
        while self.order.len() >= CAPACITY {
            self.drop_oldest();
        }
        self.order.push_back(session.id.clone());
        self.sessions.insert(session.id.clone(), session);
    }

    pub(super) fn get(&mut self, id: &str, now_ms: u64) -> Option<&mut Session> {
        self.expire(now_ms);
        // UUIDs are case-insensitive.
        self.sessions.get_mut(&id.to_ascii_lowercase())
    }

    fn expire(&mut self, now_ms: u64) {
        while let Some(oldest) = self.order.front().and_then(|id| self.sessions.get(id)) {
            if now_ms.saturating_sub(oldest.created_ms) < TTL_MS {
                break;
            }
            self.drop_oldest();
        }
    }

    fn drop_oldest(&mut self) {
        if let Some(id) = self.order.pop_front() {
            self.sessions.remove(&id);
        }
    }
}

/// Returns a random UUID, version 4 (RFC 9562, section 5.4).
pub(super) fn new_id(environment: &mut impl Environment) -> String {
    let mut bytes = [0; 16];
    environment.random(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    [&hex[..8], &hex[8..12], &hex[12..16], &hex[16..20], &hex[20..]].join("-")
}
