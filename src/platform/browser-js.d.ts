/** Scripts of the browser are imported as their text: vite takes `?raw`, esbuild the loader of `.browser.js`. */
declare module '*.browser.js?raw' {
  const text: string;
  export default text;
}
