/** The call as the test wrote it: the first line of every message. */
export interface Hint {
  readonly matcher: string;
  /** What stands in `expect(…)`: a word of the domain, `operation` for example. */
  readonly receiver: string;
  /** The names of the arguments that were given, in order. */
  readonly args: readonly string[];
  /** The rule of comparison, where the name of the matcher does not tell it. */
  readonly comment?: string;
}

/** Something to print beside a label: words as they are, a value as Jest prints it, or a cut list of values. */
export type Printable =
  { readonly words: string } | { readonly value: unknown } | { readonly list: readonly unknown[] };

/** One labelled line. */
export interface Row {
  readonly label: string;
  readonly shown: Printable;
  /** Which side it is on. Decides the colour, and puts `not` before what was expected. */
  readonly side?: 'expected' | 'received';
  /** What to show instead under `.not`, where a mere `not` before it would say the wrong thing. */
  readonly underNot?: Printable;
}

/** Two values to hold side by side: as rows when they are short, as Jest's own diff when they are not. */
export interface Comparison {
  readonly expected: unknown;
  readonly received: unknown;
  /** What stands after `Expected` and `Received`, ` names` for example. */
  readonly of?: string;
}

/** The names that there are, when the one that was asked for is not among them. */
export interface NameSuggestions {
  /** What they are names of, in the plural: `tools`. */
  readonly what: string;
  readonly wanted: string;
  readonly names: readonly string[];
  /** Those of the names that may have been meant. Default: all. */
  readonly guesses?: readonly string[];
}

/** Evidence: printed dimmed, below everything else. */
export interface Section {
  readonly title: string;
  readonly lines: readonly string[];
}

/** All that a failure message may hold. The order is the builder's, never the caller's. */
export interface Report {
  readonly hint: Hint;
  /** One sentence, for what the hint and the rows do not say. */
  readonly sentence?: string | undefined;
  /** What was asked, of what. */
  readonly subject?: readonly Row[];
  readonly rows?: readonly Row[];
  readonly comparison?: Comparison | undefined;
  readonly offer?: NameSuggestions | undefined;
  /** How far reality matched, and what to try: only what was proved to work. */
  readonly notes?: readonly string[];
  readonly evidence?: readonly Section[];
}

/** A matcher that was used wrongly: the test's mistake, never the server's. */
export interface Misuse {
  readonly hint: Hint;
  /** Which value is wrong. */
  readonly side: 'expected' | 'received';
  /** What that value is called, where it is not the only one: `name`, `shape`. */
  readonly name?: string;
  /** What it must be: completes "… value must ". */
  readonly must: string;
  readonly value: unknown;
  /** Said of the value instead of its type and content, where these would not help. */
  readonly found?: string;
  /** What to write instead. */
  readonly instead?: string;
  readonly evidence?: readonly Section[];
}

/** A misuse, without what the call already tells. */
export type Mistake = Omit<Misuse, 'hint'>;
