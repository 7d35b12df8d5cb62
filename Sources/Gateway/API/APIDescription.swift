import GatewayHTTP

/// The HTTP interface as a document.
public enum APIDescription {
  /// OpenAPI 3.1, JSON in one line.
  public static var openAPI: String { OpenAPIDocument.standard }
}
