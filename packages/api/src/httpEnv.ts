/** What Hono carries from request to answer. */
export type HttpEnv = {
  Bindings: {
    /** The client's address. */
    readonly ip: string;
  };
  Variables: {
    /** Under which our log has what happened to this request. */
    requestId: string;
    /** Headers that the answer gets, whatever it becomes. */
    answer: Headers;
  };
};
