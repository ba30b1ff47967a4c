// Stands in for react-style-singleton, which locks the page's scrolling behind a dialog by an inline style sheet. The
// content security policy allows none, and our page doesn't scroll.
export const styleSingleton = () => () => null;
