//! The commands that ask, as somebody runs them: the program itself, on files.

#[cfg(test)]
mod asked;
#[cfg(test)]
mod decide;
#[cfg(test)]
mod line_by_line;
#[cfg(test)]
mod people;
#[cfg(test)]
mod roles;
#[cfg(test)]
mod rota;
#[cfg(test)]
mod sample;
#[cfg(test)]
mod serve;
#[cfg(test)]
mod solve;
#[cfg(test)]
mod wrong;
