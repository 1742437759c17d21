-- Kind of file that is delivered: MPEG or AAC audio, or MPEG-4 video.
CREATE TABLE MediaType (
    MediaTypeId INTEGER NOT NULL,
    Name        NVARCHAR(120),
    CONSTRAINT PK_MediaType PRIMARY KEY (MediaTypeId)
);
