extension Migration {
  /// A row for each webhook, a lane of due deliveries for each, and fewer trees for each delivery.
  ///
  /// Of the six trees that a new delivery changed four are left. An index by contact over all
  /// deliveries cost the most: a batch of many contacts changed a page of it for each.
  static let webhooks = Migration(
    version: 11,
    sql: """
      CREATE TABLE webhooks (
        name TEXT PRIMARY KEY,
        -- Deliveries in each state, counted as they change.
        waiting INTEGER NOT NULL DEFAULT 0,
        failed INTEGER NOT NULL DEFAULT 0,
        expired INTEGER NOT NULL DEFAULT 0,
        -- All that were ever accepted, and all that its full backlog ever turned away.
        delivered INTEGER NOT NULL DEFAULT 0,
        turned_away INTEGER NOT NULL DEFAULT 0,
        -- Set while it is paused: since when, by what, and a keyed hash of its settings then.
        paused_at INTEGER,
        paused_by TEXT,
        settings BLOB,
        -- Since when no attempt has succeeded; NULL where the last one did.
        failing_since INTEGER,
        -- Whether the owner was told of that.
        is_told INTEGER NOT NULL DEFAULT 0,
        -- Whether what waits for its next attempt is still to be hastened.
        hastens INTEGER NOT NULL DEFAULT 0,
        -- The time through which replayed deliveries are spread; it ends by itself.
        replays_through INTEGER NOT NULL DEFAULT 0
      ) STRICT, WITHOUT ROWID;
      INSERT INTO webhooks (name, waiting, failed, delivered)
        SELECT webhook, sum(state = 'pending'), sum(state = 'failed'), sum(state = 'delivered')
        FROM deliveries GROUP BY webhook;
      INSERT INTO webhooks (name, paused_at, paused_by, settings)
        SELECT name, at, 'receiver', settings FROM disabled_webhooks WHERE TRUE
        ON CONFLICT (name) DO UPDATE SET paused_at = excluded.paused_at,
          paused_by = excluded.paused_by, settings = excluded.settings;
      DROP TABLE disabled_webhooks;

      -- Why a delivery in the state 'failed' ended; NULL for those of older versions.
      ALTER TABLE deliveries ADD COLUMN ending TEXT;
      -- The attempt that succeeded. The others are in delivery_attempts.
      ALTER TABLE deliveries ADD COLUMN taken_at INTEGER;
      ALTER TABLE deliveries ADD COLUMN taken_duration INTEGER;
      ALTER TABLE deliveries ADD COLUMN taken_status INTEGER;

      DROP INDEX deliveries_due;
      DROP INDEX deliveries_by_time;
      DROP INDEX deliveries_by_contact;
      CREATE INDEX deliveries_due ON deliveries (webhook, due) WHERE due IS NOT NULL;
      -- Few deliveries are in any of these.
      CREATE INDEX deliveries_failed ON deliveries (webhook, id) WHERE state = 'failed';
      CREATE INDEX deliveries_tried ON deliveries (webhook) WHERE state = 'pending' AND attempts > 0;
      CREATE INDEX deliveries_notices ON deliveries (webhook)
        WHERE state = 'pending' AND contact IS NULL;
      CREATE INDEX deliveries_without_message ON deliveries (contact)
        WHERE contact IS NOT NULL AND message IS NULL;
      """)
}
