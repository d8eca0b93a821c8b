//! The part of ureq 2 that wasm-pack calls, without a network: every request fails and says so.

use std::{error, fmt, io};

/// Begins an agent.
#[must_use]
pub fn builder() -> AgentBuilder {
    AgentBuilder
}

/// Takes settings and ignores them.
#[derive(Debug)]
pub struct AgentBuilder;

impl AgentBuilder {
    /// Ignored.
    #[must_use]
    pub fn try_proxy_from_env(self, _yes: bool) -> Self {
        self
    }

    /// Ignored.
    #[must_use]
    pub fn user_agent(self, _name: &str) -> Self {
        self
    }

    /// The agent.
    #[must_use]
    pub fn build(self) -> Agent {
        Agent
    }
}

/// Makes requests that fail.
#[derive(Debug)]
pub struct Agent;

impl Agent {
    /// A request for `url`.
    #[must_use]
    pub fn get(&self, url: &str) -> Request {
        Request(url.to_owned())
    }
}

/// A request that will not be sent.
#[derive(Debug)]
pub struct Request(String);

impl Request {
    /// Ignored.
    #[must_use]
    pub fn set(self, _name: &str, _value: &str) -> Self {
        self
    }

    /// Fails.
    ///
    /// # Errors
    /// Always: [`Offline`].
    pub fn call(self) -> Result<Response, Offline> {
        Err(Offline(self.0))
    }
}

/// Nothing was asked for; holds the URL.
#[derive(Debug)]
pub struct Offline(String);

impl fmt::Display for Offline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "this wasm-pack downloads nothing, not even {}", self.0)
    }
}

impl error::Error for Offline {}

/// There is none: no value of this type can be made.
#[derive(Debug)]
pub enum Response {}

impl Response {
    /// Never called.
    #[must_use]
    pub fn status(&self) -> u16 {
        match *self {}
    }

    /// Never called.
    ///
    /// # Errors
    /// None.
    pub fn into_json<T>(self) -> io::Result<T> {
        match self {}
    }
}
