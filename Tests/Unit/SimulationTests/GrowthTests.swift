import Foundation
import Testing
import ToxSimulation

@Suite struct `The growth of the network` {
  private static let file = Scenario.folder.appending(path: "Snapshots/growth.md")

  private static func snapshot() throws -> GrowthTable {
    GrowthTable(parsing: try String(contentsOf: file, encoding: .utf8))
  }

  /// The larger sizes are for `make scale`, which writes the table anew.
  @Test func `a network of a hundred costs what the table says`() throws {
    let row = try #require(try Self.snapshot()[100])
    let growth = Growth(count: 100, seed: 1)
    #expect(growth.apart == 0)
    #expect(GrowthTable.Row(growth) == row, "make scale")
  }

  @Test func `ten times the members cost each of them less than half as much again`() throws {
    let table = try Self.snapshot()
    #expect(table.rows.map(\.count).starts(with: [100, 300, 1_000, 3_000]))
    for row in table.rows {
      guard let larger = table[row.count * 10] else { continue }
      #expect(larger.total.bytes * 2 < row.total.bytes * 3)
    }
  }

  @Test func `a table that is written reads back`() throws {
    let table = try Self.snapshot()
    #expect(GrowthTable(parsing: table.text) == table)
    #expect(GrowthTable(parsing: "no table\n| 1 | 2 |").rows.isEmpty)
  }

  @Test func `a row replaces the former one of its size`() throws {
    var table = try Self.snapshot()
    var row = try #require(table[300])
    row.dht.datagrams += 1
    table.set(row)
    #expect(table[300] == row)
    #expect(table.rows.count == (try Self.snapshot().rows.count))
  }
}
