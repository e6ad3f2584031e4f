export interface HttpAnswer {
  status: number;
  headers: Headers;
  text: string;
}
