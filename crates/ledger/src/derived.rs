//! Derived tables: what is kept for speed and can be made again from the entries.

use sqlx::AnyConnection;

use crate::database::Failed;
use crate::ids::OrgId;

/// Deletes what is kept of a person beside the entries, and the keys that open those.
pub(crate) async fn forget(
    tx: &mut AnyConnection,
    org: &OrgId,
    person: &str,
) -> Result<(), Failed> {
    for text in ["DELETE FROM data_key WHERE org_id = $1 AND person_id = $2"] {
        sqlx::query(text).bind(org.as_str()).bind(person).execute(&mut *tx).await?;
    }
    Ok(())
}
