import HTTPTypes
import NIOHTTP1

extension Problem {
  /// Its header where it is the last answer of a connection.
  var lastHead: HTTPResponseHead {
    var headers = HTTPHeaders(answer.allFields.map { ($0.name.rawName, $0.value) })
    headers.replaceOrAdd(name: "connection", value: "close")
    return HTTPResponseHead(
      version: .http1_1,
      status: HTTPResponseStatus(statusCode: status.code, reasonPhrase: status.reasonPhrase),
      headers: headers)
  }
}
