/// Splits lines into messages of a size: in the second half of what fits, at the last line end
/// there, else after the last space, else between two characters. Nothing is lost, and no escape is
/// torn apart.
struct TextSplitter {
  /// What cannot be torn apart: a character, escaped. A character that is long by itself (a letter
  /// under a pile of accents) is one piece for each of its scalars.
  private struct Piece {
    var text: String
    var cost: Int
    var isSpace: Bool
  }

  private let room: Int
  private let cost: (String) -> Int
  private var finished: [String] = []
  private var current: [String] = []
  private var used = 0

  /// - Parameters:
  ///   - room: the cost of one message's lines.
  ///   - cost: of an escaped text; that of two texts together is the sum.
  init(room: Int, cost: @escaping (String) -> Int) {
    precondition(room >= 256, "a message holds a sentence and the longest escape")
    self.room = room
    self.cost = cost
  }

  /// - Parameter end: a line for which there is room beside each message's; the last one is given
  ///   it where the lines do not fit into so many messages.
  mutating func split(_ lines: [TextLine], partsMax: Int, end: String) -> [String] {
    for line in lines where finished.count < partsMax { append(line) }
    if !current.isEmpty { finish() }
    guard finished.count > partsMax else { return finished }
    return finished.prefix(partsMax - 1) + [finished[partsMax - 1] + "\n" + end]
  }

  private mutating func append(_ line: TextLine) {
    let whole = line.text
    let wholeCost = (current.isEmpty ? 0 : cost("\n")) + cost(whole)
    if used + wholeCost <= room {
      used += wholeCost
      return current.append(whole)
    }
    var rest = pieces(of: line)[...]
    repeat {
      if used > room / 2 { finish() }
      let begin = (current.isEmpty ? 0 : cost("\n")) + cost(line.mark)
      let taken = count(of: rest, room: room - used - begin)
      current.append(line.mark + rest.prefix(taken).map(\.text).joined())
      used += begin + rest.prefix(taken).reduce(0) { $0 + $1.cost }
      rest = rest.dropFirst(taken)
      if !rest.isEmpty { finish() }
    } while !rest.isEmpty
  }

  private mutating func finish() {
    finished.append(current.joined(separator: "\n"))
    current = []
    used = 0
  }

  /// The number of pieces that are taken, at least one.
  private func count(of pieces: ArraySlice<Piece>, room: Int) -> Int {
    var sum = 0
    var afterSpace: Int?
    var count = 0
    for piece in pieces {
      guard sum + piece.cost <= room else { return max(afterSpace ?? count, 1) }
      sum += piece.cost
      count += 1
      if piece.isSpace, sum > room / 2 { afterSpace = count }
    }
    return count
  }

  private func pieces(of line: TextLine) -> [Piece] {
    line.source.flatMap { character -> [Piece] in
      let text = line.escape(String(character))
      let cost = cost(text)
      guard cost > Self.characterMax else {
        return [Piece(text: text, cost: cost, isSpace: character == " ")]
      }
      return character.unicodeScalars.map { scalar in
        let text = line.escape(String(scalar))
        return Piece(text: text, cost: self.cost(text), isSpace: false)
      }
    }
  }

  /// The cost up to which a character stays whole.
  private static let characterMax = 64
}
