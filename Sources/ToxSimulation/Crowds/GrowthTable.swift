/// What one member sends in a minute, by the size of the network, as a table in a text file.
public struct GrowthTable: Hashable, Sendable {
  public private(set) var rows: [Row] = []

  /// One size. Whole datagrams and bytes that one member sends in a minute.
  public struct Row: Hashable, Sendable {
    public var count: Int
    public var dht: Traffic.Volume
    public var onion: Traffic.Volume
    public var sessions: Traffic.Volume
    public var total: Traffic.Volume

    public init(_ growth: Growth) {
      count = growth.count
      dht = growth.perMember(growth.traffic.dht)
      onion = growth.perMember(growth.traffic.onion)
      sessions = growth.perMember(growth.traffic.sessions)
      total = growth.perMember(growth.traffic.total)
    }

    fileprivate init?(parsing line: Substring) {
      let cells = line.split(separator: "|").compactMap { cell in
        Int(cell.filter { $0 != " " })
      }
      guard cells.count == 9 else { return nil }
      count = cells[0]
      dht = Traffic.Volume(datagrams: cells[1], bytes: cells[2])
      onion = Traffic.Volume(datagrams: cells[3], bytes: cells[4])
      sessions = Traffic.Volume(datagrams: cells[5], bytes: cells[6])
      total = Traffic.Volume(datagrams: cells[7], bytes: cells[8])
    }

    fileprivate var text: String {
      let cells = [dht, onion, sessions, total].flatMap { [$0.datagrams, $0.bytes] }
      return zip([count] + cells, GrowthTable.widths).map { cell, width in
        let digits = String(cell)
        return "| " + String(repeating: " ", count: max(0, width - digits.count)) + digits + " "
      }.joined() + "|"
    }
  }

  /// The widths of the columns.
  fileprivate static let widths = [7, 13, 7, 15, 7, 17, 7, 13, 7]

  public init() {}

  /// Reads a table; lines that are none of its rows are passed over.
  public init(parsing text: String) {
    rows = text.split(separator: "\n").compactMap { Row(parsing: $0) }
  }

  public subscript(_ count: Int) -> Row? { rows.first { $0.count == count } }

  /// Sets the row of one size.
  public mutating func set(_ row: Row) {
    rows.removeAll { $0.count == row.count }
    rows.append(row)
    rows.sort { $0.count < $1.count }
  }

  public var text: String { Self.head + rows.map { $0.text + "\n" }.joined() }

  private static let head = """
    What one member of the network sends in a minute, by the number of members: in the second and
    third minute after all have come, while nobody talks. Every member has a public address and one
    contact, who is online. Bytes are without the headers of UDP and IP. `make scale` writes this file.

    | members | DHT datagrams |   bytes | onion datagrams |   bytes \
    | contact datagrams |   bytes | all datagrams |   bytes |
    |--------:|--------------:|--------:|----------------:|--------:\
    |------------------:|--------:|--------------:|--------:|

    """
}
