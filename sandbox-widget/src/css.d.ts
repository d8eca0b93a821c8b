// build.mjs minifies style sheets and hands them over as text.
declare module '*.css' {
  const text: string;
  export default text;
}
