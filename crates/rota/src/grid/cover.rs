//! What a task on a day costs by the number of people on it.

#![expect(clippy::indexing_slicing, reason = "inner loop: cells are numbered by the grid")]

/// Costs by number of people, for every cell (day and task).
#[derive(Debug, Clone, Default)]
pub struct Cover {
    /// One more than the largest number of people.
    width: usize,
    cost: Vec<i32>,
}

impl Cover {
    /// Cells for up to `people` people.
    pub fn new(people: usize) -> Self {
        Self { width: people + 1, cost: Vec::new() }
    }

    /// Adds a cell that costs `under` for each person missing below `need` and `over` for each one above.
    pub fn push_need(&mut self, need: usize, under: i32, over: i32) {
        self.push(|n| {
            let count = |it: usize| i32::try_from(it).unwrap_or(i32::MAX);
            under
                .saturating_mul(count(need.saturating_sub(n)))
                .saturating_add(over.saturating_mul(count(n.saturating_sub(need))))
        });
    }

    /// Adds a cell with this cost for each number of people. It must be convex.
    pub fn push(&mut self, cost: impl Fn(usize) -> i32) {
        self.cost.extend((0..self.width).map(cost));
    }

    /// The number of cells.
    pub fn cells(&self) -> usize {
        self.cost.len() / self.width
    }

    /// The most people a cell can have.
    pub fn most(&self) -> usize {
        self.width - 1
    }

    /// The cost of `count` people on `cell`.
    #[inline]
    pub fn cost(&self, cell: usize, count: u16) -> i32 {
        self.cost[cell * self.width + usize::from(count)]
    }

    /// The cost of one person more than `count` on `cell`; `count` must be below the most.
    #[inline]
    pub fn marginal(&self, cell: usize, count: u16) -> i32 {
        let at = cell * self.width + usize::from(count);
        self.cost[at + 1] - self.cost[at]
    }
}
