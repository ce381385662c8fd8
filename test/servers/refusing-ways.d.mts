export declare const TOOL: {
  name: string;
  inputSchema: { type: 'object'; properties: Record<string, { type: string }>; required: string[] };
};
export declare const UNKNOWN: Record<string, (name: string) => Answer>;
export declare const REFUSED: Record<string, () => Answer>;
export declare function refuse(way: string, params: { name: string; arguments?: object | undefined }): Answer;
export interface Answer {
  result?: Record<string, unknown>;
  error?: { code: number; message: string };
}
