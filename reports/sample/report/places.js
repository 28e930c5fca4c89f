const cypauditPlaces = {
 "marrendale-jfp": {
  "marrendale-jfp.pdf": "../../../../corpus/sample/marrendale-jfp.pdf"
 },
 "marrendale-strategy": {
  "marrendale-strategy.pdf": "../../../../corpus/sample/marrendale-strategy.pdf"
 },
 "ravensholt-jfp": {
  "ravensholt-jfp.pdf": "../../../../corpus/sample/ravensholt-jfp.pdf"
 },
 "ravensholt-strategy": {
  "ravensholt-strategy.pdf": "../../../../corpus/sample/ravensholt-strategy.pdf"
 }
};
