mod answers;
mod guide;
mod metadata;
mod properties;
mod results;
mod samples;
mod verdict;
