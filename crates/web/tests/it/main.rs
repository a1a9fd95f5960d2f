//! The site as a browser or a program asks it, in process: no port, no clock.

#[cfg(test)]
mod accounts;
#[cfg(test)]
mod api;
#[cfg(test)]
mod ask;
#[cfg(test)]
mod cards;
#[cfg(test)]
mod decide;
#[cfg(test)]
mod desk;
#[cfg(test)]
mod feed;
#[cfg(test)]
mod hostile;
#[cfg(test)]
mod imports;
#[cfg(test)]
mod journey;
#[cfg(test)]
mod pages;
#[cfg(test)]
mod patience;
#[cfg(test)]
mod person;
#[cfg(test)]
mod programs;
