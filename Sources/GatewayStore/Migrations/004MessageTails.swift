extension Migration {
  static let messageTails = Migration(
    version: 4,
    sql: """
      -- Stamps (an id and a time behind a text): whether the contact's newest message had one, and
      -- how many had.
      ALTER TABLE contacts ADD COLUMN stamps_texts INTEGER NOT NULL DEFAULT 0;
      ALTER TABLE contacts ADD COLUMN stamp_count INTEGER NOT NULL DEFAULT 0;

      -- The ids of stamped messages that were handled, numbered for each contact.
      CREATE TABLE handled_stamps (
        contact INTEGER NOT NULL REFERENCES contacts (id) ON DELETE CASCADE,
        number INTEGER NOT NULL,
        stamp BLOB NOT NULL CHECK (length(stamp) = 32),
        -- Of the handling, since 1970: no finer, since it outlives the message.
        day INTEGER NOT NULL,
        PRIMARY KEY (contact, number)
      ) STRICT, WITHOUT ROWID;
      CREATE UNIQUE INDEX handled_stamps_by_id ON handled_stamps (contact, stamp);
      CREATE INDEX handled_stamps_by_day ON handled_stamps (day);

      -- The stamp with which an answer is sent; NULL for contacts that know none.
      ALTER TABLE outbox ADD COLUMN stamp BLOB;
      ALTER TABLE outbox ADD COLUMN stamp_seconds INTEGER;

      -- Whether a request's text is still to be handled as the contact's first message. Those of
      -- contacts that were accepted long ago stay what they are.
      ALTER TABLE contacts ADD COLUMN request_waits INTEGER NOT NULL DEFAULT 0;
      UPDATE contacts SET request_waits = 1 WHERE state = 'requested' AND request_text IS NOT NULL;
      """)
}
