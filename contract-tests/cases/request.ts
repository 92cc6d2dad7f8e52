/** A request on its way to a server, names of header fields in lower case. */
export interface CaseRequest {
  readonly target: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export function withHeader(request: CaseRequest, name: string, value: string | undefined): CaseRequest {
  const { [name]: _, ...others } = request.headers;
  return { ...request, headers: value === undefined ? others : { ...others, [name]: value } };
}

/** The request with some members of its JSON body changed. */
export function withMembers(request: CaseRequest, members: Readonly<Record<string, unknown>>): CaseRequest {
  return { ...request, body: JSON.stringify({ ...(JSON.parse(request.body) as object), ...members }) };
}
