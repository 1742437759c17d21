-- What is sold: one song, movement or episode.
CREATE TABLE Track (
    TrackId      INTEGER NOT NULL,
    Name         NVARCHAR(200) NOT NULL,
    AlbumId      INTEGER,
    MediaTypeId  INTEGER NOT NULL,
    GenreId      INTEGER,
    Composer     NVARCHAR(220),      -- one or two names with a comma between them; NULL where nobody is named
    Milliseconds INTEGER NOT NULL,   -- length; divide by 60000.0 for minutes
    Bytes        INTEGER,            -- size of the file
    UnitPrice    NUMERIC(10, 2) NOT NULL, -- today's price: 0.99 for audio, 1.99 for video
    CONSTRAINT PK_Track PRIMARY KEY (TrackId),
    FOREIGN KEY (AlbumId) REFERENCES Album (AlbumId),
    FOREIGN KEY (MediaTypeId) REFERENCES MediaType (MediaTypeId),
    FOREIGN KEY (GenreId) REFERENCES Genre (GenreId)
);
