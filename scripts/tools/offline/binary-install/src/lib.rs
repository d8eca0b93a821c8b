//! The part of binary-install that wasm-pack calls, without a network: programs are found, never fetched.

use std::{
    env,
    path::{Path, PathBuf},
};

use anyhow::{Result, bail};

/// The folder that fetched programs would go to.
#[derive(Debug)]
pub struct Cache {
    /// Its path.
    pub destination: PathBuf,
}

impl Cache {
    /// A folder for `name`; the set-up names another with `WASM_PACK_CACHE`.
    ///
    /// # Errors
    /// None.
    pub fn new(name: &str) -> Result<Self> {
        Ok(Self::at(&env::temp_dir().join(name)))
    }

    /// The folder at `path`.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self { destination: path.to_owned() }
    }

    /// A path below the folder.
    #[must_use]
    pub fn join(&self, path: &Path) -> PathBuf {
        self.destination.join(path)
    }

    /// Fails.
    ///
    /// # Errors
    /// Always: says which program is missing.
    pub fn download(
        &self,
        _permitted: bool,
        name: &str,
        _programs: &[&str],
        url: &str,
    ) -> Result<Option<Download>> {
        bail!("no fitting {name} on PATH, and this wasm-pack downloads nothing, not even {url}")
    }
}

/// A folder that holds programs.
#[derive(Debug)]
pub struct Download {
    root: PathBuf,
}

impl Download {
    /// The folder at `path`.
    #[must_use]
    pub fn at(path: &Path) -> Self {
        Self { root: path.to_owned() }
    }

    /// The program of that name.
    ///
    /// # Errors
    /// When there is none.
    pub fn binary(&self, name: &str) -> Result<PathBuf> {
        let path = self.root.join(name);
        if !path.is_file() {
            bail!("{} is not a program", path.display());
        }
        Ok(path)
    }
}
