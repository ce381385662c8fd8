/** A field of a form, as a person sees it. */
export interface PageField {
  readonly name: string;
  /** `text`, `password`, `checkbox`, `select`, `textarea`, … `hidden` ones are filled in already. */
  readonly type: string;
  /** What stands in it, or what it sends when it is chosen. */
  readonly value: string;
  /** Whether a box is ticked, or an option chosen, before anybody does anything. */
  readonly isChosen: boolean;
}

/** A button that sends its form. */
export interface PageButton {
  /** Empty where it has none. */
  readonly name: string;
  readonly value: string;
  /** What is written on it. */
  readonly label: string;
  /** Whether it is a picture, which sends where it was pressed. */
  readonly isImage: boolean;
  /** Where it sends the form, if elsewhere. */
  readonly action?: string | undefined;
  readonly method?: string | undefined;
  readonly encoding?: string | undefined;
}

/** A form of a page. */
export interface PageForm {
  readonly action: string;
  readonly method: string;
  readonly encoding: string;
  readonly fields: readonly PageField[];
  readonly buttons: readonly PageButton[];
}

/** A page of the authorization server, as a person sees it. */
export interface LoginPage {
  readonly url: URL;
  readonly title: string;
  /** What can be read on it. */
  readonly text: string;
  readonly forms: readonly PageForm[];
}
