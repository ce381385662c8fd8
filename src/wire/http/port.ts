/** What stands for the port of a server that has yet to be started, in a URL, an argument or a variable. */
export const PORT = '{port}';
