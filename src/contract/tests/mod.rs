mod guide;
mod metadata;
mod results;
mod samples;
mod verdict;
