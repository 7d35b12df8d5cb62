/// Suggests the name that a person may have meant by a mistyped one.
public enum NearMiss {
  /// The name that is most similar to the typed one; nil where none is similar enough.
  ///
  /// - Parameter names: of equally similar ones the first is taken.
  public static func nearest(to typed: String, among names: [String]) -> String? {
    let letters = Array(typed.lowercased())
    let limit = letters.count < 6 ? 1 : 2
    var best: (name: String, distance: Int)?
    for name in names {
      let distance = distance(letters, Array(name.lowercased()))
      if distance <= limit, distance < best?.distance ?? .max { best = (name, distance) }
    }
    return best?.name
  }

  /// The number of letters to insert, remove, change, or swap with their neighbour.
  private static func distance(_ first: [Character], _ second: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...second.count)
    for (row, letter) in first.enumerated() {
      var current = [row + 1]
      for (column, other) in second.enumerated() {
        var cost = min(
          last[column] + (letter == other ? 0 : 1), last[column + 1] + 1, current[column] + 1)
        if row > 0, column > 0, letter == second[column - 1], first[row - 1] == other {
          cost = min(cost, beforeLast[column - 1] + 1)
        }
        current.append(cost)
      }
      (beforeLast, last) = (last, current)
    }
    return last[second.count]
  }
}
