#* Says hello
#* @get /
#* @serializer text
function() {
  paste("Hello from R, the median is", median(c(1, 2, 39)))
}
