-- A record as it is sold: songs of one artist, or one season of a series.
CREATE TABLE Album (
    AlbumId  INTEGER NOT NULL,
    Title    NVARCHAR(160) NOT NULL,
    ArtistId INTEGER NOT NULL,       -- exactly one artist an album
    CONSTRAINT PK_Album PRIMARY KEY (AlbumId),
    FOREIGN KEY (ArtistId) REFERENCES Artist (ArtistId)
);
