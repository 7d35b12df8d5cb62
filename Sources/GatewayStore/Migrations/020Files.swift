extension Migration {
  /// Files of contacts and for them. Their bytes stand in the home's folder `files`.
  static let files = Migration(
    version: 20,
    sql: """
      -- Each is an item too, whose content is the name. No foreign keys, as in `items`.
      CREATE TABLE files (
        item INTEGER PRIMARY KEY,
        conversation INTEGER NOT NULL,
        direction TEXT NOT NULL CHECK (direction IN ('in', 'out')),
        state TEXT NOT NULL CHECK (
          state IN ('offered', 'accepted', 'waiting', 'whole', 'refused', 'ended')),
        -- Why it is refused or ended.
        failure TEXT,
        name TEXT NOT NULL,
        -- Where the owner's file is, until the home has a copy of it.
        source TEXT,
        -- By which the side that receives it knows it when it is offered again.
        file_id BLOB NOT NULL,
        -- As clients define it: 0 for data.
        kind INTEGER NOT NULL DEFAULT 0,
        -- NULL for a stream, whose end is not known before it comes.
        size INTEGER,
        -- Bytes of an inbound one that a power cut leaves here.
        position INTEGER NOT NULL DEFAULT 0,
        -- The media type, by its content, and SHA-256; NULL until they are known.
        media_type TEXT,
        digest BLOB,
        -- What it takes of the disk, or may take once it is accepted.
        bytes INTEGER NOT NULL DEFAULT 0,
        at INTEGER NOT NULL,
        -- Milliseconds after which one of ours is not sent any more.
        lifetime INTEGER
      ) STRICT;
      CREATE INDEX files_by_id ON files (conversation, file_id);
      CREATE INDEX files_open ON files (conversation, item)
        WHERE state IN ('offered', 'accepted', 'waiting');
      CREATE INDEX files_stored ON files (conversation, bytes)
        WHERE direction = 'in' AND bytes > 0;
      """)
}
