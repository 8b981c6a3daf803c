/** Styles are imported as their text: vite takes `?raw`, esbuild the loader of `.css`. */
declare module '*.css?raw' {
  const text: string;
  export default text;
}
